import type { Executor } from './open-store.ts';

/** Somebody as a provider knows them. A subject is never given to anybody else (OpenID Connect Core §2). */
export interface ProviderIdentity {
  readonly issuer: string;
  readonly subject: string;
}

export interface LinkedIdentity extends ProviderIdentity {
  readonly accountId: string;
  readonly lastUsedAt: number;
}

/** Whose identity it is; notes that it was used. */
export async function useIdentity(
  db: Executor,
  { issuer, subject }: ProviderIdentity,
  now: number,
): Promise<string | undefined> {
  const row = await db
    .updateTable('account_identities')
    .set({ last_used_at: now })
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .returning('account_id')
    .executeTakeFirst();
  return row?.account_id;
}

/** Of two sign-ins at the same moment one links it. */
export async function linkIdentity(
  db: Executor,
  { issuer, subject, accountId }: ProviderIdentity & { readonly accountId: string },
  now: number,
): Promise<void> {
  await db
    .insertInto('account_identities')
    .values({ issuer, subject, account_id: accountId, created_at: now, last_used_at: now })
    .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
    .execute();
}

/** By issuer. */
export async function identitiesOf(db: Executor, accountId: string): Promise<LinkedIdentity[]> {
  const rows = await db
    .selectFrom('account_identities')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('issuer')
    .orderBy('subject')
    .execute();
  return rows.map(({ issuer, subject, account_id, last_used_at }) => ({
    issuer,
    subject,
    accountId: account_id,
    lastUsedAt: last_used_at,
  }));
}
