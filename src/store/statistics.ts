import { sql } from 'kysely';
import type { Store } from './open-store.ts';

/**
 * Renews what SQLite chooses indexes by, from samples, where tables have grown enough for it to matter: milliseconds
 * (sqlite.org/pragma.html#pragma_optimize, all tables). Postgres does so by itself.
 */
export async function renewStatistics({ db, kind }: Pick<Store, 'db' | 'kind'>): Promise<void> {
  if (kind === 'sqlite') await sql`pragma optimize = 0x10002`.execute(db);
}
