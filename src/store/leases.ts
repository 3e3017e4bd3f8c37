import type { Executor } from './open-store.ts';

/** The right to do one thing alone for a while, among all processes. Times are the database's (`store.now`). */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly expiresAt: number;
}

/** Takes a lease that nobody holds or whose time is over; answers whether it is ours now. */
export async function takeLease(db: Executor, lease: Lease, now: number): Promise<boolean> {
  const taken = await db
    .insertInto('leases')
    .values({ name: lease.name, holder: lease.holder, expires_at: lease.expiresAt })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder: lease.holder, expires_at: lease.expiresAt })
        .where('leases.expires_at', '<=', now),
    )
    .returning('holder')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Prolongs a lease; answers whether it was still ours. In the transaction of the work, so that late work fails with it. */
export async function renewLease(db: Executor, lease: Lease): Promise<boolean> {
  const renewed = await db
    .updateTable('leases')
    .set({ expires_at: lease.expiresAt })
    .where('name', '=', lease.name)
    .where('holder', '=', lease.holder)
    .returning('holder')
    .executeTakeFirst();
  return renewed !== undefined;
}

export async function releaseLease(
  db: Executor,
  { name, holder }: Pick<Lease, 'name' | 'holder'>,
): Promise<void> {
  await db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute();
}
