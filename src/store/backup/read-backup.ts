import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../kernel/app-error.ts';
import { stepNames } from '../migrations/index.ts';
import {
  anyHeader,
  backupEnd,
  backupHeader,
  backupVersion,
  cellsOf,
  type BackupHeader,
  type BackupSummary,
  type Cell,
} from './backup-format.ts';
import { tablesAt, type TableLayout } from './table-layout.ts';

/** Takes rows of one table, in the order of the file. */
export type TakeRows = (table: TableLayout, rows: readonly (readonly Cell[])[]) => Promise<void>;

/** Rows handed over at once, and the bytes of their lines after which they are. */
const rowsAtOnce = 200;
const bytesAtOnce = 1024 * 1024;
/** Bytes; no row of Weir comes near. Keeps a file that somebody else made from filling the memory. */
const longestLine = 256 * 1024 * 1024;

/**
 * Reads a backup from its first line to its last, and hands its rows over as they come: whether the file is whole is known
 * only when this returns. Raises `configuration` for a file that is not there, no backup, damaged or a newer Weir's.
 */
export async function readBackup(file: string, take: TakeRows): Promise<BackupSummary> {
  const reading = startReading(file, take);
  try {
    await pipeline(createReadStream(file), createGunzip(), async (bytes: AsyncIterable<Buffer>) => {
      for await (const line of linesOf(bytes, file)) await reading.line(line);
    });
  } catch (thrown) {
    throw unreadable(file, thrown, reading.isBegun());
  }
  return reading.summary();
}

interface Begun {
  readonly header: BackupHeader;
  readonly tables: readonly TableLayout[];
}

function startReading(
  file: string,
  take: TakeRows,
): { line(bytes: Buffer): Promise<void>; isBegun(): boolean; summary(): BackupSummary } {
  const hash = createHash('sha256');
  const counts = new Map<string, number>();
  let begun: Begun | undefined;
  let sha256: string | undefined;
  /** The table whose rows come now, and those of them that were not handed over. */
  let at = 0;
  let waiting: Cell[][] = [];
  let waitingBytes = 0;

  async function handOver(): Promise<void> {
    const table = begun?.tables[at];
    if (table && waiting.length > 0) await take(table, waiting);
    waiting = [];
    waitingBytes = 0;
  }

  async function row({ tables }: Begun, [name, ...values]: readonly unknown[], size: number): Promise<void> {
    const place = tables.findIndex((table, index) => index >= at && table.name === name);
    const table = tables[place];
    const cells = table && cellsOf(table, values);
    if (!table || !cells) throw damaged(file, 'a row is not what its table holds');
    if (place !== at) await handOver();
    at = place;
    counts.set(table.name, (counts.get(table.name) ?? 0) + 1);
    waiting.push(cells);
    waitingBytes += size;
    if (waiting.length >= rowsAtOnce || waitingBytes >= bytesAtOnce) await handOver();
  }

  async function end({ header }: Begun, value: unknown): Promise<void> {
    const last = backupEnd.safeParse(value);
    if (!last.success) throw damaged(file, 'a line is no row');
    await handOver();
    for (const { name, rows } of header.tables) {
      const found = counts.get(name) ?? 0;
      if (found !== rows || last.data.rows[name] !== rows) {
        throw damaged(file, `of ${name} it should hold ${rows} rows and holds ${found}`);
      }
    }
    sha256 = hash.digest('hex');
    if (sha256 !== last.data.sha256) throw damaged(file, 'it was changed after it was written');
  }

  return {
    isBegun: () => begun !== undefined,
    async line(bytes) {
      if (sha256 !== undefined) throw damaged(file, 'something follows its end');
      const value = parsed(bytes);
      if (!begun) begun = await beginning(file, value);
      else if (!Array.isArray(value)) return end(begun, value);
      else await row(begun, value, bytes.byteLength);
      hash.update(bytes).update('\n');
    },
    summary() {
      if (!begun || sha256 === undefined) throw damaged(file, 'its end is missing');
      const { weir, step, takenAt, tables } = begun.header;
      return {
        weir,
        step,
        takenAt,
        tables: Object.fromEntries(tables.map(({ name, rows }) => [name, rows])),
        rows: tables.reduce((sum, { rows }) => sum + rows, 0),
        sha256,
      };
    },
  };
}

async function beginning(file: string, value: unknown): Promise<Begun> {
  const any = anyHeader.safeParse(value);
  if (!any.success) throw noBackup(file);
  if (any.data.version > backupVersion) throw newer(file, any.data.weir);
  const { data: header } = backupHeader.safeParse(value);
  if (!header) throw damaged(file, 'its first line is not what Weir writes');
  if (!stepNames.includes(header.step)) throw newer(file, header.weir, header.step);
  const known = new Map((await tablesAt(header.step)).map((table) => [table.name, table]));
  const tables = header.tables.map(({ name, columns }) => {
    const table = known.get(name);
    if (table && columns.join() === table.columns.map((column) => column.name).join()) return table;
    throw damaged(file, 'it has tables that its schema does not');
  });
  if (new Set(tables).size < tables.length) throw damaged(file, 'it names a table twice');
  return { header, tables };
}

async function* linesOf(bytes: AsyncIterable<Buffer>, file: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    let from = 0;
    for (let to = chunk.indexOf(10); to !== -1; to = chunk.indexOf(10, from)) {
      const rest = chunk.subarray(from, to);
      yield parts.length === 0 ? rest : Buffer.concat([...parts, rest]);
      parts = [];
      length = 0;
      from = to + 1;
    }
    if (from === chunk.length) continue;
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longestLine) throw damaged(file, 'a line is too long');
  }
  if (length > 0) throw damaged(file, 'its end is missing');
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
}

function noBackup(file: string, cause?: unknown): AppError {
  return new AppError('configuration', `The file ${file} is no backup of Weir.`, {
    nextStep: 'Name a file that "weir backup" wrote.',
    ...(cause !== undefined && { cause }),
  });
}

/** Nothing is restored from it: the whole file is read before the first row is written. */
export function damaged(file: string, why: string, cause?: unknown): AppError {
  return new AppError('configuration', `The backup ${file} is damaged: ${why}.`, {
    nextStep: 'Nothing was restored. Use another backup, or another copy of this one.',
    ...(cause !== undefined && { cause }),
  });
}

function newer(file: string, weir: string, step?: string): AppError {
  const which = step === undefined ? '' : `, whose newest step is ${step}`;
  return new AppError(
    'configuration',
    `The backup ${file} was written by Weir ${weir}, a newer one${which}.`,
    {
      nextStep: `Nothing was restored. Restore it with Weir ${weir} or a later version.`,
    },
  );
}

/** What the system and zlib (`Z_…`, zlib.net/manual.html) say, in words; anything else as it was. */
function unreadable(file: string, thrown: unknown, isBegun: boolean): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'Z_BUF_ERROR') return damaged(file, 'it is cut short', thrown);
  if (code.startsWith('Z_')) {
    return isBegun ? damaged(file, 'it was changed after it was written', thrown) : noBackup(file, thrown);
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError('configuration', `There is no file ${file}.`, {
      nextStep: 'Name a file that "weir backup" wrote.',
    });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EISDIR') {
    return new AppError('configuration', `The file ${file} cannot be read.`, {
      nextStep: 'Name a file that "weir backup" wrote, and check that this account may read it.',
      cause: thrown,
    });
  }
  return thrown;
}
