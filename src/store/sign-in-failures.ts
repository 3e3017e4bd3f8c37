import { sql } from 'kysely';
import type { Executor } from './open-store.ts';

/** How often something failed in a row, and until when it is not tried again. */
export interface FailureCount {
  readonly keyHash: string;
  readonly failures: number;
  readonly lockedUntil: number;
}

export async function findFailures(db: Executor, keyHash: string): Promise<FailureCount | undefined> {
  const row = await db
    .selectFrom('sign_in_failures')
    .selectAll()
    .where('key_hash', '=', keyHash)
    .executeTakeFirst();
  return row && { keyHash, failures: row.failures, lockedUntil: row.locked_until };
}

/**
 * Counts a try as failed and answers the count, which begins anew after a pause of `forgetMs`; undefined, and nothing is
 * counted, while it is locked. In a transaction with `lockFailures`, so that tries at the same moment wait for each other.
 */
export async function countFailure(
  db: Executor,
  keyHash: string,
  { now, forgetMs }: { readonly now: number; readonly forgetMs: number },
): Promise<number | undefined> {
  const row = await db
    .insertInto('sign_in_failures')
    .values({ key_hash: keyHash, failures: 1, last_failed_at: now, locked_until: 0 })
    .onConflict((conflict) =>
      conflict
        .column('key_hash')
        .doUpdateSet({
          failures: sql<number>`case when sign_in_failures.last_failed_at <= ${now - forgetMs}
            then 1 else sign_in_failures.failures + 1 end`,
          last_failed_at: now,
        })
        .where('sign_in_failures.locked_until', '<=', now),
    )
    .returning('failures')
    .executeTakeFirst();
  return row?.failures;
}

export async function lockFailures(db: Executor, keyHash: string, until: number): Promise<void> {
  await db
    .updateTable('sign_in_failures')
    .set({ locked_until: until })
    .where('key_hash', '=', keyHash)
    .execute();
}

/** Takes one failure back that turned out to be none. */
export async function uncountFailure(db: Executor, keyHash: string): Promise<void> {
  await db
    .updateTable('sign_in_failures')
    .set((is) => ({ failures: is('failures', '-', 1), locked_until: 0 }))
    .where('key_hash', '=', keyHash)
    .where('failures', '>', 0)
    .execute();
}

export async function forgetFailures(db: Executor, keyHash: string): Promise<void> {
  await db.deleteFrom('sign_in_failures').where('key_hash', '=', keyHash).execute();
}

export async function evictFailures(db: Executor, before: number): Promise<void> {
  await db.deleteFrom('sign_in_failures').where('last_failed_at', '<=', before).execute();
}
