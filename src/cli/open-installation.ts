import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openFoundation, type Foundation } from '../app/foundation.ts';
import { masterKeysOf } from '../app/master-keys.ts';
import { auditHeadFile } from '../config/audit-head.ts';
import { auditKeyIn } from '../config/audit-key.ts';
import { environment } from '../config/environment.ts';
import { loadConfig, type Config } from '../config/load-config.ts';
import { AppError } from '../kernel/app-error.ts';
import { systemRandom } from '../kernel/random.ts';
import { createLog } from '../telemetry/log.ts';

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

/** The database and keys of a running or stopped installation; the caller closes them. Raises `configuration`. */
export async function openInstallation(args: {
  readonly config?: string | undefined;
  readonly data?: string | undefined;
}): Promise<{ readonly config: Config; readonly foundation: Foundation }> {
  const env = environment();
  const file = args.config ?? env['WEIR_CONFIG'];
  const config = await loadConfig({ env, ...(file !== undefined && { file }) });
  const dataDir = args.data ?? config.dataDir;
  const database =
    config.database.kind === 'postgres'
      ? config.database
      : { kind: 'sqlite' as const, file: existing(join(dataDir, 'weir.db')) };
  const foundation = await openFoundation({
    database,
    auditKey: config.auditKey ?? (await auditKeyIn(dataDir, systemRandom)),
    masterKeys: masterKeysOf(config, dataDir, systemRandom),
    auditHead: auditHeadFile(dataDir),
    log: createLog({ level: config.logLevel === 'info' ? 'warn' : config.logLevel }),
  });
  return { config, foundation };
}

function existing(file: string): string {
  if (existsSync(file)) return file;
  throw new AppError('configuration', `There is no database at ${file}.`, {
    nextStep: 'Name the configuration with --config or the folder with --data.',
  });
}
