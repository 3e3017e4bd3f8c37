import { join } from 'node:path';
import { environment } from '../../config/environment.ts';
import { loadConfig, type Config } from '../../config/load-config.ts';
import type { StoreLocation } from '../../store/open-store.ts';
import { createLog, type Log } from '../../telemetry/log.ts';

/** An installation, of which nothing is opened yet. */
export interface BackupPlace {
  readonly config: Config;
  readonly dataDir: string;
  readonly location: StoreLocation;
  readonly log: Log;
  /** Where the keys are that no backup holds, for people. */
  readonly keys: { readonly master: string; readonly audit: string };
}

/** The installation that the options and the configuration name. Raises `configuration`. */
export async function backupPlace(args: {
  readonly config?: string | undefined;
  readonly data?: string | undefined;
}): Promise<BackupPlace> {
  const env = environment();
  const file = args.config ?? env['WEIR_CONFIG'];
  const config = await loadConfig({ env, ...(file !== undefined && { file }) });
  const dataDir = args.data ?? config.dataDir;
  return {
    config,
    dataDir,
    location:
      config.database.kind === 'postgres'
        ? config.database
        : { kind: 'sqlite', file: join(dataDir, 'weir.db') },
    log: createLog({ level: config.logLevel === 'info' ? 'warn' : config.logLevel }),
    keys: {
      master: config.masterKeys ? 'vault.masterKey of the configuration' : join(dataDir, 'master.key'),
      audit: config.auditKey ? 'auditKey of the configuration' : join(dataDir, 'audit.key'),
    },
  };
}
