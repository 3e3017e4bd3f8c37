import { sql } from 'kysely';
import type { Executor } from './open-store.ts';

/** What processes keep in memory and read again when its number has grown. */
export type RevisionName = 'directory' | 'governance';

/** Says that something of the kind changed; in the transaction of the change, so that nobody reads it too early. */
export async function bumpRevision(db: Executor, name: RevisionName): Promise<void> {
  await db
    .insertInto('revisions')
    .values({ name, number: 1 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ number: sql`revisions.number + 1` }))
    .execute();
}

/** In the order of the names; 0 before the first change. */
export async function readRevisions(
  db: Executor,
  names: readonly RevisionName[],
): Promise<readonly number[]> {
  const rows = await db.selectFrom('revisions').selectAll().where('name', 'in', names).execute();
  return names.map((name) => rows.find((row) => row.name === name)?.number ?? 0);
}
