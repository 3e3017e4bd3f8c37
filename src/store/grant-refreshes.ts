import type { Executor } from './open-store.ts';
import { living, scopesColumn, type EndReason, type UpstreamGrant } from './upstream-grants.ts';

/** The right to refresh one generation of a grant, taken by compare-and-set. Times are the database's (`store.now`). */
export interface RefreshLease {
  readonly grantId: string;
  readonly generation: number;
  readonly holder: string;
}

/** Takes the lease where nobody has it and the grant is as it was seen; answers whether it is ours now. */
export async function takeRefreshLease(
  db: Executor,
  { grantId, generation, holder }: RefreshLease,
  { now, expiresAt }: { readonly now: number; readonly expiresAt: number },
): Promise<boolean> {
  const row = await db
    .updateTable('upstream_grants')
    .set({ lease_holder: holder, lease_expires_at: expiresAt })
    .where('id', '=', grantId)
    .where('generation', '=', generation)
    .where('state', '=', 'connected')
    .where((row) => row.or([row('lease_expires_at', 'is', null), row('lease_expires_at', '<=', now)]))
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Stores new tokens as the next generation. Asks for the generation alone: whoever was too slow for its lease and comes
 * first nevertheless has the newest tokens. Answers whether they were stored.
 */
export async function storeRefreshed(
  db: Executor,
  { grantId, generation }: RefreshLease,
  tokens: {
    readonly accessSealed: Uint8Array;
    readonly refreshSealed?: Uint8Array;
    readonly accessExpiresAt: number | undefined;
    readonly expiresAt: number | undefined;
    /** Absent where the answer did not say. */
    readonly scopes?: readonly string[];
    readonly now: number;
  },
): Promise<boolean> {
  const row = await db
    .updateTable('upstream_grants')
    .set({
      generation: generation + 1,
      access_sealed: tokens.accessSealed,
      refresh_sealed: tokens.refreshSealed ?? null,
      access_expires_at: tokens.accessExpiresAt ?? null,
      expires_at: tokens.expiresAt ?? null,
      ...(tokens.scopes && { scopes_json: scopesColumn.write([...tokens.scopes]) }),
      ...living,
      updated_at: tokens.now,
    })
    .where('id', '=', grantId)
    .where('generation', '=', generation)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** In the place of a holder: tokens may have been rotated, and the answer did not arrive. */
export const lostAnswer = 'lost';

/** Nobody is to try before `until`, and somebody is to try then. */
export interface Pause {
  readonly until?: number;
  readonly holder?: typeof lostAnswer;
}

/** Gives the lease back, or leaves a pause. */
export async function leaveRefresh(
  db: Executor,
  { grantId, holder }: RefreshLease,
  pause: Pause = {},
): Promise<void> {
  await db
    .updateTable('upstream_grants')
    .set({ lease_holder: pause.holder ?? null, lease_expires_at: pause.until ?? null })
    .where('id', '=', grantId)
    .where('lease_holder', '=', holder)
    .execute();
}

/** Takes the tokens of a generation away for good; answers whether that was still the one, and not ended already. */
export async function endGrant(
  db: Executor,
  { id, generation }: Pick<UpstreamGrant, 'id' | 'generation'>,
  { reason, now }: { readonly reason: EndReason; readonly now: number },
): Promise<boolean> {
  const row = await db
    .updateTable('upstream_grants')
    .set({
      state: 'reconnect_required',
      reason,
      access_sealed: null,
      access_expires_at: null,
      refresh_sealed: null,
      lease_holder: null,
      lease_expires_at: null,
      updated_at: now,
    })
    .where('id', '=', id)
    .where('generation', '=', generation)
    .where('state', '=', 'connected')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Grants whose refresh was begun and not finished, with the generation that is to be refreshed. */
export async function listUnfinishedRefreshes(
  db: Executor,
  now: number,
): Promise<{ readonly id: string; readonly generation: number }[]> {
  return db
    .selectFrom('upstream_grants')
    .select(['id', 'generation'])
    .where('lease_expires_at', '<=', now)
    .where('state', '=', 'connected')
    .orderBy('lease_expires_at')
    .limit(50)
    .execute();
}
