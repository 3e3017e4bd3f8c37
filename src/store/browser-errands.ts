import type { Executor } from './open-store.ts';

/** What a browser was sent away with. */
export interface StoredErrand {
  /** Of the state, which is what the browser brings back. */
  readonly stateHash: string;
  readonly purpose: string;
  /** Of the cookie of the browser that began it. */
  readonly browserHash: string;
  /** Sealed before it comes here. */
  readonly sealed: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export async function insertErrand(db: Executor, errand: StoredErrand): Promise<void> {
  await db
    .insertInto('browser_errands')
    .values({
      state_hash: errand.stateHash,
      purpose: errand.purpose,
      browser_hash: errand.browserHash,
      sealed: errand.sealed,
      created_at: errand.createdAt,
      expires_at: errand.expiresAt,
    })
    .execute();
}

/**
 * Uses an errand up and answers what was sealed: of several takers one gets it. Who comes with another browser or for
 * another purpose gets nothing and uses nothing up.
 */
export async function takeErrand(
  db: Executor,
  { stateHash, purpose, browserHash }: Pick<StoredErrand, 'stateHash' | 'purpose' | 'browserHash'>,
  now: number,
): Promise<Uint8Array | undefined> {
  const row = await db
    .deleteFrom('browser_errands')
    .where('state_hash', '=', stateHash)
    .where('purpose', '=', purpose)
    .where('browser_hash', '=', browserHash)
    .returning(['sealed', 'expires_at'])
    .executeTakeFirst();
  return row && row.expires_at > now ? row.sealed : undefined;
}

export async function evictErrands(db: Executor, now: number): Promise<void> {
  await db.deleteFrom('browser_errands').where('expires_at', '<=', now).execute();
}
