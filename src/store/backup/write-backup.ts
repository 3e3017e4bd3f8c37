import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sql } from 'kysely';
import { AppError } from '../../kernel/app-error.ts';
import { version } from '../../kernel/version.ts';
import { stepsRun } from '../migrate.ts';
import type { Executor, Store } from '../open-store.ts';
import { backupVersion, rowLine, type BackupHeader, type BackupSummary } from './backup-format.ts';
import { leftOut, tablesAt, type TableLayout } from './table-layout.ts';

/** Rows read at once, and of tables with sealed values, which may be long. */
const rowsAtOnce = 500;
const sealedRowsAtOnce = 20;

/**
 * Writes everything that the database holds at one moment, except `leftOut`, and ends the stream: gzip of JSON lines, at
 * the schema that the database has. Other processes go on writing meanwhile; on SQLite this one's other calls wait. Holds
 * a page of rows in memory. Raises `configuration` where the database is empty, a newer Weir's or another program's;
 * errors of the stream come through.
 */
export async function writeBackup(
  { db, kind, name, now }: Pick<Store, 'db' | 'kind' | 'name' | 'now'>,
  out: Writable,
  options: { readonly signal?: AbortSignal } = {},
): Promise<BackupSummary> {
  // Before the snapshot: what was committed until then is in it.
  const takenAt = await now();
  const snapshot = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return snapshot.execute(async (tx) => {
    const step = (await stepsRun(tx, kind, name)).at(-1);
    if (step === undefined) {
      throw new AppError('configuration', `The database ${name} is empty: there is nothing to back up.`, {
        nextStep: 'Name the configuration with --config or the folder with --data.',
      });
    }
    const tables = (await tablesAt(step)).filter((table) => !leftOut.has(table.name));
    const writing = startWriting(tx, { tables, step, takenAt });
    await pipeline(writing.text(), createGzip(), out, options);
    return writing.summary();
  });
}

function startWriting(
  tx: Executor,
  {
    tables,
    step,
    takenAt,
  }: { readonly tables: readonly TableLayout[] } & Pick<BackupHeader, 'step' | 'takenAt'>,
): { text(): AsyncGenerator<string>; summary(): BackupSummary } {
  const hash = createHash('sha256');
  const written: Record<string, number> = {};
  let sha256 = '';

  async function* content(): AsyncGenerator<string> {
    const foreseen: BackupHeader['tables'] = [];
    for (const { name, columns } of tables) {
      foreseen.push({ name, columns: columns.map((column) => column.name), rows: await countOf(tx, name) });
    }
    const header: BackupHeader = {
      format: 'weir-backup',
      version: backupVersion,
      weir: version,
      step,
      takenAt,
      tables: foreseen,
    };
    yield `${JSON.stringify(header)}\n`;
    for (const table of tables) {
      written[table.name] = 0;
      for await (const rows of pagesOf(tx, table)) {
        written[table.name] = (written[table.name] ?? 0) + rows.length;
        yield rows.map((row) => rowLine(table, row)).join('');
      }
    }
  }

  return {
    async *text() {
      for await (const text of content()) {
        hash.update(text);
        yield text;
      }
      sha256 = hash.digest('hex');
      yield `${JSON.stringify({ rows: written, sha256 })}\n`;
    },
    summary() {
      const rows = Object.values(written).reduce((sum, count) => sum + count, 0);
      return { weir: version, step, takenAt, tables: written, rows, sha256 };
    },
  };
}

/** All rows of a table in the order of its key. */
async function* pagesOf(
  tx: Executor,
  { name, columns, key }: TableLayout,
): AsyncGenerator<Record<string, unknown>[]> {
  const limit = columns.some(({ kind }) => kind === 'bytes') ? sealedRowsAtOnce : rowsAtOnce;
  const selected = sql.join(columns.map((column) => sql.ref(column.name)));
  const keys = sql.join(key.map((column) => sql.ref(column)));
  let after: Record<string, unknown> | undefined;
  for (;;) {
    const beyond = after ? sql`where (${keys}) > (${sql.join(key.map((column) => after?.[column]))})` : sql``;
    const { rows } = await sql<Record<string, unknown>>`
      select ${selected} from ${sql.table(name)} ${beyond} order by ${keys} limit ${limit}`.execute(tx);
    if (rows.length > 0) yield rows;
    after = rows.at(-1);
    if (rows.length < limit) return;
  }
}

async function countOf(tx: Executor, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}
