import { sql } from 'kysely';
import type { Executor } from './open-store.ts';

/** One counter in one window of time. Milliseconds, of the database's clock. */
export interface UsageWindow {
  readonly workspaceId: string;
  readonly counter: string;
  readonly windowStart: number;
  readonly expiresAt: number;
}

/**
 * Takes `block` out of what a window allows, among all processes; answers whether there was so much left. Never more than
 * `amount` is given out.
 */
export async function takeUsage(
  db: Executor,
  window: UsageWindow,
  { block, amount }: { readonly block: number; readonly amount: number },
): Promise<boolean> {
  if (block > amount) return false;
  const row = await db
    .insertInto('limit_usage')
    .values({
      workspace_id: window.workspaceId,
      counter: window.counter,
      window_start: window.windowStart,
      used: block,
      expires_at: window.expiresAt,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'counter', 'window_start'])
        .doUpdateSet({ used: sql`limit_usage.used + ${block}` })
        .where(sql<boolean>`limit_usage.used + ${block} <= ${amount}`),
    )
    .returning('used')
    .executeTakeFirst();
  return row !== undefined;
}

export async function evictUsage(db: Executor, now: number): Promise<void> {
  await db.deleteFrom('limit_usage').where('expires_at', '<=', now).execute();
}
