import type { Executor } from './open-store.ts';

/** A random value that all replicas share. Sealed before it comes here. */
export async function findSharedSecret(db: Executor, name: string): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('shared_secrets')
    .select('sealed')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.sealed;
}

/** Keeps the first value of a name: of several processes that make one, one is kept. */
export async function keepSharedSecret(
  db: Executor,
  { name, sealed, now }: { readonly name: string; readonly sealed: Uint8Array; readonly now: number },
): Promise<void> {
  await db
    .insertInto('shared_secrets')
    .values({ name, sealed, created_at: now })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}
