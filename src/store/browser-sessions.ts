import type { Executor } from './open-store.ts';

export interface StoredSession {
  /** Of the cookie. */
  readonly idHash: string;
  readonly accountId: string;
  readonly method: string;
  readonly signedInAt: number;
  readonly lastSeenAt: number;
  /** However much it is used. */
  readonly expiresAt: number;
}

/** A session with whose it is. */
export interface LivingSession extends StoredSession {
  readonly email: string;
  readonly name: string;
  readonly isOperator: boolean;
}

export async function insertSession(db: Executor, session: Omit<StoredSession, 'lastSeenAt'>): Promise<void> {
  await db
    .insertInto('browser_sessions')
    .values({
      id_hash: session.idHash,
      account_id: session.accountId,
      method: session.method,
      signed_in_at: session.signedInAt,
      last_seen_at: session.signedInAt,
      expires_at: session.expiresAt,
    })
    .execute();
}

/** The session, unless it is over, was not used since `seenAfter`, or its account is disabled. */
export async function findSession(
  db: Executor,
  idHash: string,
  { now, seenAfter }: { readonly now: number; readonly seenAfter: number },
): Promise<LivingSession | undefined> {
  const row = await db
    .selectFrom('browser_sessions as session')
    .innerJoin('accounts as account', 'account.id', 'session.account_id')
    .where('session.id_hash', '=', idHash)
    .where('session.expires_at', '>', now)
    .where('session.last_seen_at', '>', seenAfter)
    .where('account.disabled_at', 'is', null)
    .selectAll('session')
    .select(['account.email', 'account.name', 'account.is_operator'])
    .executeTakeFirst();
  return row && { ...sessionOf(row), email: row.email, name: row.name, isOperator: row.is_operator === 1 };
}

/** The account's sessions that still live, the one seen last first. */
export async function listSessions(
  db: Executor,
  accountId: string,
  { now, seenAfter }: { readonly now: number; readonly seenAfter: number },
): Promise<StoredSession[]> {
  const rows = await db
    .selectFrom('browser_sessions')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', seenAfter)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id_hash')
    .execute();
  return rows.map(sessionOf);
}

/** When the account last signed in with a browser that is still signed in; milliseconds UTC. */
export async function lastSignIn(db: Executor, accountId: string, now: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('browser_sessions')
    .select('signed_in_at')
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .orderBy('signed_in_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.signed_in_at;
}

export async function touchSession(db: Executor, idHash: string, now: number): Promise<void> {
  await db
    .updateTable('browser_sessions')
    .set({ last_seen_at: now })
    .where('id_hash', '=', idHash)
    .where('last_seen_at', '<', now)
    .execute();
}

/** Answers whose it was. */
export async function deleteSession(db: Executor, idHash: string): Promise<string | undefined> {
  const row = await db
    .deleteFrom('browser_sessions')
    .where('id_hash', '=', idHash)
    .returning('account_id')
    .executeTakeFirst();
  return row?.account_id;
}

/** Ends every session of an account but one; answers how many went. */
export async function deleteOtherSessions(
  db: Executor,
  accountId: string,
  keptIdHash?: string,
): Promise<number> {
  let query = db.deleteFrom('browser_sessions').where('account_id', '=', accountId);
  if (keptIdHash !== undefined) query = query.where('id_hash', '!=', keptIdHash);
  return Number((await query.executeTakeFirstOrThrow()).numDeletedRows);
}

export async function evictSessions(
  db: Executor,
  { now, seenAfter }: { readonly now: number; readonly seenAfter: number },
): Promise<void> {
  await db
    .deleteFrom('browser_sessions')
    .where((is) => is.or([is('expires_at', '<=', now), is('last_seen_at', '<=', seenAfter)]))
    .execute();
}

function sessionOf(row: {
  readonly id_hash: string;
  readonly account_id: string;
  readonly method: string;
  readonly signed_in_at: number;
  readonly last_seen_at: number;
  readonly expires_at: number;
}): StoredSession {
  return {
    idHash: row.id_hash,
    accountId: row.account_id,
    method: row.method,
    signedInAt: row.signed_in_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
  };
}
