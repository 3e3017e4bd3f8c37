import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environment } from '../config/environment.ts';
import { readKeyFile } from '../config/key-file.ts';
import { loadConfig } from '../config/load-config.ts';
import { stdioDatabaseFile } from '../config/state-folder.ts';
import { AppError } from '../kernel/app-error.ts';
import { systemClock } from '../kernel/clock.ts';
import { Secret } from '../kernel/secret.ts';
import { openStore, type Store, type StoreLocation } from '../store/open-store.ts';
import { createLog } from '../telemetry/log.ts';
import { auditHeadFile, stdioAuditHeadFile } from '../config/audit-head.ts';

export interface RecordPlace {
  readonly config?: string | undefined;
  readonly data?: string | undefined;
  /** The record of `weir stdio`. */
  readonly stdio?: boolean | undefined;
}

export interface OpenRecord {
  readonly store: Store;
  /** Raises `configuration` where the key is not there: none is made, since it could verify nothing. */
  key(): Promise<Secret>;
  /** Where the newest checkpoint is kept, if it is. */
  readonly headFile: string;
}

/** The record that the options and the configuration name. */
export async function openRecord({ config: named, data, stdio }: RecordPlace): Promise<OpenRecord> {
  const env = environment();
  const file = named ?? env['WEIR_CONFIG'];
  const config = await loadConfig({ env, ...(file !== undefined && { file }) });
  const stdioFile = stdioDatabaseFile(env);
  const folder = stdio ? dirname(stdioFile) : (data ?? config.dataDir);
  const location: StoreLocation =
    !stdio && config.database.kind === 'postgres'
      ? config.database
      : { kind: 'sqlite', file: existing(stdio ? stdioFile : join(folder, 'weir.db')) };
  const log = createLog({ level: config.logLevel === 'info' ? 'warn' : config.logLevel });
  return {
    store: await openStore(location, { clock: systemClock, log }),
    headFile: stdio ? stdioAuditHeadFile(folder) : auditHeadFile(folder),
    async key() {
      if (config.auditKey && !stdio) return config.auditKey;
      const keyFile = join(folder, 'audit.key');
      const text = await readKeyFile(keyFile);
      if (text !== undefined) return new Secret(text);
      throw new AppError('configuration', `The key of the record is not at ${keyFile}.`, {
        nextStep: 'Name the configuration with --config or the folder with --data, or restore the file.',
      });
    },
  };
}

function existing(file: string): string {
  if (existsSync(file)) return file;
  throw new AppError('configuration', `There is no database at ${file}.`, {
    nextStep: 'Name the configuration with --config or the folder with --data.',
  });
}
