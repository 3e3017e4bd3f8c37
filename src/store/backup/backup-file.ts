import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../kernel/app-error.ts';
import type { Store } from '../open-store.ts';
import type { BackupSummary } from './backup-format.ts';
import { writeBackup } from './write-backup.ts';

export interface BackupFileOptions {
  readonly file: string;
  /** Whether a file of that name may be replaced. */
  readonly force: boolean;
  /** Ends the name of the file while it is being written. */
  readonly draftName: string;
  readonly signal?: AbortSignal;
}

/**
 * Writes a backup into a file of mode 0600: beside its place, and moved there once it is whole and on disk; where anything
 * goes wrong nothing is left. Raises `configuration` where the file is there already or cannot be written, and as
 * `writeBackup`.
 */
export async function writeBackupFile(
  store: Pick<Store, 'db' | 'kind' | 'name' | 'now'>,
  { file, force, draftName, signal }: BackupFileOptions,
): Promise<BackupSummary> {
  if (!force && existsSync(file)) throw isThere(file);
  const draft = `${file}.${draftName}`;
  try {
    const summary = await writeDraft(store, draft, signal);
    await (force ? rename(draft, file) : placeNew(draft, file));
    await flushFolder(dirname(file));
    return summary;
  } catch (thrown) {
    throw unwritable(file, thrown);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Where this fails the file is there and closed, so that it can be taken away. */
async function writeDraft(
  store: Pick<Store, 'db' | 'kind' | 'name' | 'now'>,
  draft: string,
  signal: AbortSignal | undefined,
): Promise<BackupSummary> {
  const handle = await open(draft, 'wx', 0o600);
  const out = handle.createWriteStream({ flush: true });
  try {
    return await writeBackup(store, out, { ...(signal && { signal }) });
  } catch (thrown) {
    out.destroy();
    if (!out.closed) await once(out, 'close');
    throw thrown;
  }
}

/** Where another process may have made the file meanwhile. Not every file system of backups knows links. */
async function placeNew(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EOPNOTSUPP') throw thrown;
    if (existsSync(file)) throw isThere(file);
    await rename(draft, file);
  }
}

/** Makes the name durable, where the system lets a folder be opened. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (thrown) {
    // Network file systems may refuse this; the file itself is on disk.
    if (codeOf(thrown) !== 'EINVAL' && codeOf(thrown) !== 'ENOTSUP') throw thrown;
  } finally {
    await handle.close();
  }
}

function isThere(file: string): AppError {
  return new AppError('configuration', `There is a file ${file} already.`, {
    nextStep: 'Name another one with --out, or replace it with --force.',
  });
}

/** What the system says of a file in words; what is no such error as it was. */
function unwritable(file: string, thrown: unknown): unknown {
  const code = codeOf(thrown);
  switch (code) {
    case 'EEXIST':
      return isThere(file);
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return failed(file, 'the disk is full', 'Make room, or name another place with --out.', thrown);
    case 'ENOENT':
    case 'ENOTDIR':
      return failed(
        file,
        'its folder does not exist',
        'Make the folder, or name another with --out.',
        thrown,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EISDIR':
      return failed(
        file,
        'it is not allowed',
        'Name a place with --out where this account may write.',
        thrown,
      );
    case 'EIO':
      return failed(file, 'the disk fails', 'Name another place with --out.', thrown);
    default:
      return thrown;
  }
}

function failed(file: string, why: string, nextStep: string, cause: unknown): AppError {
  return new AppError('configuration', `The backup ${file} could not be written: ${why}.`, {
    nextStep: `${nextStep} Nothing was left behind.`,
    cause,
  });
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
}
