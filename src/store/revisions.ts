import { sql } from 'kysely';
import type { Executor } from './open-store.ts';

/** What processes keep in memory and read again when its number has grown. */
export type RevisionName = 'directory';

/** Says that something of the kind changed; in the transaction of the change, so that nobody reads it too early. */
export async function bumpRevision(db: Executor, name: RevisionName): Promise<void> {
  await db
    .insertInto('revisions')
    .values({ name, number: 1 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ number: sql`revisions.number + 1` }))
    .execute();
}

/** 0 before the first change. */
export async function readRevision(db: Executor, name: RevisionName): Promise<number> {
  const row = await db.selectFrom('revisions').select('number').where('name', '=', name).executeTakeFirst();
  return row?.number ?? 0;
}
