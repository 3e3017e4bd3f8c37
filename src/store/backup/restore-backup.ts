import { sql } from 'kysely';
import { AppError } from '../../kernel/app-error.ts';
import { migrateToLatest, migrateToStep, migrationTables, stepsRun } from '../migrate.ts';
import type { Executor, Store } from '../open-store.ts';
import type { BackupSummary, Cell } from './backup-format.ts';
import { damaged, readBackup } from './read-backup.ts';
import { tablesAt, type TableLayout } from './table-layout.ts';

/**
 * Puts a backup that `readBackup` found whole into an empty database and brings that to the newest schema. All rows are
 * there or none is. Raises `configuration` where the database holds anything, or the file is not the one that was checked.
 */
export async function restoreBackup(
  store: Pick<Store, 'db' | 'kind' | 'name'>,
  file: string,
  checked: BackupSummary,
): Promise<void> {
  const { db, kind, name } = store;
  const { step } = checked;
  await makeEmptyAt(store, step);
  const tables = await tablesAt(step);
  await db.transaction().execute(async (tx) => {
    await lock(tx, kind, tables);
    const isAtStep = (await stepsRun(tx, kind, name)).at(-1) === step;
    if (!isAtStep || (await filled(tx, tables)).length > 0) throw inUse(name);
    const read = await readBackup(file, (table, rows) => insertRows(tx, table, rows));
    if (read.sha256 !== checked.sha256) throw damaged(file, 'it was changed while it was read');
  });
  await migrateToLatest(db, kind, name);
}

/** Whatever the schema of a database is, as long as there is nothing in it. */
async function makeEmptyAt(
  { db, kind, name }: Pick<Store, 'db' | 'kind' | 'name'>,
  step: string,
): Promise<void> {
  const has = (await stepsRun(db, kind, name)).at(-1);
  if (has !== undefined) {
    const tables = await tablesAt(has);
    await db.transaction().execute(async (tx) => {
      await lock(tx, kind, tables);
      const used = await filled(tx, tables);
      if (used.length > 0) throw notEmpty(name, used);
      if (has === step) return;
      for (const table of tables.toReversed()) await drop(tx, table.name);
      for (const table of migrationTables) await drop(tx, table);
    });
  }
  if (has !== step) await migrateToStep(db, kind, { name, step });
}

async function drop(tx: Executor, table: string): Promise<void> {
  await sql`drop table ${sql.table(table)}`.execute(tx);
}

/** Nobody writes between the look and the work. SQLite's transactions keep others out by themselves. */
async function lock(tx: Executor, kind: Store['kind'], tables: readonly TableLayout[]): Promise<void> {
  if (kind === 'sqlite') return;
  await sql`lock table ${sql.join(tables.map(({ name }) => sql.table(name)))} in exclusive mode`.execute(tx);
}

async function filled(tx: Executor, tables: readonly TableLayout[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(tx);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

async function insertRows(
  tx: Executor,
  { name, columns }: TableLayout,
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  const names = sql.join(columns.map((column) => sql.ref(column.name)));
  const values = sql.join(rows.map((row) => sql`(${sql.join(row)})`));
  await sql`insert into ${sql.table(name)} (${names}) values ${values}`.execute(tx);
}

function notEmpty(name: string, tables: readonly string[]): AppError {
  const some = tables.slice(0, 3).join(', ');
  const more = tables.length > 3 ? ' and other tables' : '';
  return new AppError(
    'configuration',
    `The database ${name} is not empty: there are rows in ${some}${more}.`,
    {
      nextStep: 'Nothing was restored. Stop Weir and move the database away, or name an empty one.',
    },
  );
}

function inUse(name: string): AppError {
  return new AppError('configuration', `The database ${name} is in use: somebody writes to it.`, {
    nextStep: 'Nothing was restored. Stop every Weir that uses it, empty it, and try again.',
  });
}
