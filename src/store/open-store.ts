import { Kysely, sql, type Transaction } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Log } from '../telemetry/log.ts';
import { migrateToLatest } from './migrate.ts';
import type { StoreKind } from './migrations/column-types.ts';
import { openPostgres } from './postgres.ts';
import type { Schema } from './schema.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { openSqlite, translateSqliteError } from './sqlite.ts';

/** First parameter of every repository function. Inside a transaction only the transaction works on SQLite. */
export type Executor = Kysely<Schema> | Transaction<Schema>;

export interface Store {
  readonly db: Kysely<Schema>;
  readonly kind: StoreKind;
  /** For messages: the file, or host, port and database. */
  readonly name: string;
  /** Milliseconds by the clock that all replicas share. */
  now(): Promise<number>;
  close(): Promise<void>;
}

export type StoreLocation =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: Secret };

export interface StoreParts {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Opens the database and brings it to the newest schema. `file` may be `:memory:`. Raises `configuration`, with one line
 * to show, where it is damaged, unreachable, not writable or from a newer version.
 */
export async function openStore(location: StoreLocation, parts: StoreParts): Promise<Store> {
  const store = await openDatabase(location, parts);
  try {
    await migrateToLatest(store.db, store.kind, store.name);
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
  return store;
}

/** The database with the schema that it has, which may be none or an older one. Raises `configuration` as `openStore`. */
export async function openDatabase(location: StoreLocation, { clock, log }: StoreParts): Promise<Store> {
  if (location.kind === 'postgres') {
    const { dialect, name } = await openPostgres(location.url, log);
    const db = new Kysely<Schema>({ dialect });
    return { db, kind: 'postgres', name, now: () => databaseTime(db), close: () => db.destroy() };
  }
  const { file } = location;
  const database = openSqlite(file);
  const dialect = sqliteDialect(database, (thrown) => translateSqliteError(thrown, file));
  const db = new Kysely<Schema>({ dialect });
  // One machine, one clock: the process's own is the database's.
  return { db, kind: 'sqlite', name: file, now: async () => clock.now(), close: () => db.destroy() };
}

async function databaseTime(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ now: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('Postgres answered a select without a row');
  return row.now;
}
