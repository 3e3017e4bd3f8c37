import type { Executor } from './open-store.ts';

export interface StoredPassword {
  readonly hash: string;
  readonly updatedAt: number;
}

export async function findPassword(db: Executor, accountId: string): Promise<StoredPassword | undefined> {
  const row = await db
    .selectFrom('account_passwords')
    .selectAll()
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row && { hash: row.hash, updatedAt: row.updated_at };
}

/** In place of the one before. */
export async function putPassword(
  db: Executor,
  { accountId, hash }: { readonly accountId: string; readonly hash: string },
  now: number,
): Promise<void> {
  await db
    .insertInto('account_passwords')
    .values({ account_id: accountId, hash, updated_at: now })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ hash, updated_at: now }))
    .execute();
}

/** Answers whether there was one. */
export async function deletePassword(db: Executor, accountId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('account_passwords')
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
