import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../config/environment.ts';
import { loadConfig, type Config } from '../config/load-config.ts';
import { AppError } from '../kernel/app-error.ts';
import type { StoreLocation } from '../store/open-store.ts';
import { createLog, type Log } from '../telemetry/log.ts';

/** Options that name an installation: its configuration or its folder. */
export const installationArgs = {
  config: {
    type: 'string',
    description: 'Configuration file (YAML); WEIR_CONFIG names it as well',
    valueHint: 'FILE',
  },
  data: {
    type: 'string',
    description: 'Folder that keeps the database and its keys',
    valueHint: 'FOLDER',
  },
} as const;

/** An installation, of which nothing is opened yet. */
export interface InstallationPlace {
  readonly config: Config;
  readonly dataDir: string;
  readonly location: StoreLocation;
  readonly log: Log;
  /** Where the keys are that no backup holds, for people. */
  readonly keys: { readonly master: string; readonly audit: string };
}

/** The installation that the options and the configuration name. Raises `configuration`. */
export async function installationPlace(args: {
  readonly config?: string | undefined;
  readonly data?: string | undefined;
}): Promise<InstallationPlace> {
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

/** The place of a database that is there: nothing is made by looking. Raises `configuration`. */
export function existing(location: StoreLocation): StoreLocation {
  if (location.kind === 'postgres' || existsSync(location.file)) return location;
  throw new AppError('configuration', `There is no database at ${location.file}.`, {
    nextStep: 'Name the configuration with --config or the folder with --data.',
  });
}
