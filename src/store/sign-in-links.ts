import { createHash } from 'node:crypto';
import type { Random } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import type { Executor } from './open-store.ts';

/** Stores a link's token, 256 random bits, and answers it; only its hash is kept. */
export async function issueSignInLink(
  db: Executor,
  link: { readonly accountId: string; readonly createdAt: number; readonly expiresAt: number },
  random: Random,
): Promise<Secret> {
  const token = new Secret(Buffer.from(random.bytes(32)).toString('base64url'));
  await db
    .insertInto('sign_in_links')
    .values({
      token_hash: hashToken(token),
      account_id: link.accountId,
      created_at: link.createdAt,
      expires_at: link.expiresAt,
    })
    .execute();
  return token;
}

/** Whose link it is, without using it up. */
export async function findSignInLink(db: Executor, token: Secret, now: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('sign_in_links')
    .select('account_id')
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.account_id;
}

/** Uses a link up: of several takers one gets it. */
export async function takeSignInLink(db: Executor, token: Secret, now: number): Promise<string | undefined> {
  const row = await db
    .deleteFrom('sign_in_links')
    .where('token_hash', '=', hashToken(token))
    .returning(['account_id', 'expires_at'])
    .executeTakeFirst();
  return row && row.expires_at > now ? row.account_id : undefined;
}

export async function evictSignInLinks(db: Executor, now: number): Promise<void> {
  await db.deleteFrom('sign_in_links').where('expires_at', '<=', now).execute();
}

function hashToken(token: Secret): string {
  return createHash('sha256').update(token.reveal()).digest('hex');
}
