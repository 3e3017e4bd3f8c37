import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../kernel/app-error.ts';

/**
 * Milliseconds that a process waits for another one's write. The wait stops the whole process, so that it must not wait
 * for itself: one process opens a file once.
 */
const busyTimeoutMs = 5_000;

/** Files up to this size are checked whole at the start (about 1 ms a megabyte). */
const checkedBytes = 8 * 1024 * 1024;

/** Result codes: sqlite.org/rescode.html */
const sqliteCodes = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
};

/**
 * Opens or creates a database file, mode 0600 in a folder 0700, or `:memory:`. Write-ahead log, and every commit reaches
 * the disk before it returns. Raises `configuration` where the file is damaged, is no database, or cannot be written.
 */
export function openSqlite(file: string): DatabaseSync {
  const inMemory = file === ':memory:';
  if (!inMemory) prepareFile(file);
  try {
    const database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    try {
      if (!inMemory) prepareDatabase(database, file);
    } catch (thrown) {
      database.close();
      throw thrown;
    }
    return database;
  } catch (thrown) {
    throw translateSqliteError(thrown, file);
  }
}

/** What SQLite threw as an AppError where an operator can act on it; anything else as it was. */
export function translateSqliteError(thrown: unknown, file: string): unknown {
  const code = errorCode(thrown);
  if (code === undefined) return thrown;
  const primary = code & 0xff;
  if (primary === sqliteCodes.corrupt || primary === sqliteCodes.notADatabase) return damaged(file, thrown);
  if (primary === sqliteCodes.cannotOpen || primary === sqliteCodes.readOnly)
    return notWritable(file, thrown);
  if (primary === sqliteCodes.full || primary === sqliteCodes.ioError) {
    return new AppError('internal', 'The database could not be written: the disk is full or failing.', {
      nextStep: 'An administrator must make room on the disk that holds the data folder.',
      cause: thrown,
    });
  }
  if (primary === sqliteCodes.busy) {
    return new AppError('internal', 'The database is busy: another process has been writing for too long.', {
      nextStep: 'Try again in a moment.',
      cause: thrown,
    });
  }
  return thrown;
}

function prepareFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  } catch (thrown) {
    throw notWritable(file, thrown);
  }
}

function prepareDatabase(database: DatabaseSync, file: string): void {
  // Also the first read of the file, which finds a wrong header and a cut end.
  if (scalar(database, 'pragma journal_mode') !== 'wal') database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  if (statSync(file).size > checkedBytes) return;
  const verdict = scalar(database, 'pragma quick_check(1)');
  if (verdict !== 'ok') throw damaged(file, new Error(String(verdict)));
}

function scalar(database: DatabaseSync, sql: string): unknown {
  return Object.values(database.prepare(sql).get() ?? {})[0];
}

function errorCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return undefined;
  return typeof thrown.errcode === 'number' ? thrown.errcode : undefined;
}

function damaged(file: string, cause: unknown): AppError {
  return new AppError('configuration', `The database ${file} is damaged or is not a Weir database.`, {
    nextStep: 'Restore it from a backup, or move it away to start with an empty one.',
    cause,
  });
}

function notWritable(file: string, cause: unknown): AppError {
  return new AppError('configuration', `The database ${file} cannot be opened for writing.`, {
    nextStep: 'Check that its folder exists and belongs to the account Weir runs as.',
    cause,
  });
}
