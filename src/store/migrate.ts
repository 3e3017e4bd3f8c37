import { sql, type Kysely } from 'kysely';
import type { Migrator } from 'kysely/migration';
import { AppError } from '../kernel/app-error.ts';
import type { StoreKind } from './migrations/column-types.ts';
import { migrationsFor, stepNames } from './migrations/index.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

const stepsTable = 'weir_migrations';
const lockTable = 'weir_migration_lock';
/** What only this file writes: which steps were run. */
export const migrationTables = [stepsTable, lockTable] as const;

/**
 * Brings the database to the newest schema; does nothing but one look where it is there already. Two processes at once
 * are safe: SQLite's write lock or an advisory lock lets one of them do it. Raises `configuration` for a database that a
 * newer Weir wrote, or that belongs to another program.
 */
export async function migrateToLatest(db: Kysely<Schema>, kind: StoreKind, name: string): Promise<void> {
  if (await isLatest(db, kind, name)) return;
  const migrator = await migratorOf(db, kind);
  const { error } = await migrator.migrateToLatest();
  if (error === undefined || (await isLatest(db, kind, name))) return;
  throw unmigrated(error, name);
}

/** Brings an empty database to a step and no further, for what an older Weir wrote there. Raises `configuration`. */
export async function migrateToStep(
  db: Kysely<Schema>,
  kind: StoreKind,
  { name, step }: { readonly name: string; readonly step: string },
): Promise<void> {
  const migrator = await migratorOf(db, kind);
  const { error } = await migrator.migrateTo(step);
  if (error !== undefined) throw unmigrated(error, name);
}

async function migratorOf(db: Kysely<Schema>, kind: StoreKind): Promise<Migrator> {
  const migration = await import('kysely/migration');
  return new migration.Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrationsFor(kind)) },
    migrationTableName: stepsTable,
    migrationLockTableName: lockTable,
    nameComparator: (one, other) => (one < other ? -1 : 1),
  });
}

function unmigrated(error: unknown, name: string): AppError {
  if (error instanceof AppError) return error;
  return new AppError('configuration', `The database ${name} could not be brought to this version of Weir.`, {
    nextStep: 'Nothing was changed in it. See the log for the cause.',
    cause: error,
  });
}

async function isLatest(db: Kysely<Schema>, kind: StoreKind, name: string): Promise<boolean> {
  return (await stepsRun(db, kind, name)).length === stepNames.length;
}

/**
 * The steps that were run, in their order; none in an empty database. Raises `configuration` for one that a newer Weir
 * wrote, or that belongs to another program.
 */
export async function stepsRun(db: Executor, kind: StoreKind, name: string): Promise<readonly string[]> {
  const tables = await tableNames(db, kind);
  if (!tables.includes(stepsTable)) {
    // Only a half-made file of ours or an empty one may be filled.
    if (kind === 'sqlite' && tables.some((table) => !table.startsWith('weir_'))) {
      throw new AppError('configuration', `${name} is the SQLite database of another program.`, {
        nextStep: 'Point the data folder at an empty one.',
      });
    }
    return [];
  }
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(stepsTable)}`.execute(db);
  const unknown = rows.map((row) => row.name).filter((step) => !stepNames.includes(step));
  if (unknown.length > 0) {
    throw new AppError(
      'configuration',
      `The database ${name} was written by a newer version of Weir (it has ${unknown.toSorted().join(', ')}).`,
      { nextStep: 'Run that version, or restore a backup that this one made.' },
    );
  }
  return rows.map((row) => row.name).toSorted();
}

async function tableNames(db: Executor, kind: StoreKind): Promise<string[]> {
  const { rows } =
    kind === 'sqlite'
      ? await sql<{ name: string }>`select name from sqlite_schema where type = 'table'`.execute(db)
      : await sql<{ name: string }>`
          select tablename as name from pg_tables where schemaname = current_schema()`.execute(db);
  return rows.map((row) => row.name);
}
