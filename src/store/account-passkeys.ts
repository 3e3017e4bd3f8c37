import type { Selectable } from 'kysely';
import { z } from 'zod';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

export interface Passkey {
  /** As the authenticator calls it, base64url. */
  readonly credentialId: string;
  readonly accountId: string;
  /** COSE. */
  readonly publicKey: Uint8Array;
  /** Of uses, as the authenticator counts; many always say 0. */
  readonly counter: number;
  readonly transports: readonly string[];
  /** As its owner calls it. */
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt?: number;
}

const transports = jsonColumn('account_passkeys.transports_json', z.array(z.string()));

/** Answers whether it is new: an authenticator's key belongs to one account. */
export async function insertPasskey(
  db: Executor,
  passkey: Omit<Passkey, 'createdAt' | 'lastUsedAt'>,
  now: number,
): Promise<boolean> {
  const inserted = await db
    .insertInto('account_passkeys')
    .values({
      credential_id: passkey.credentialId,
      account_id: passkey.accountId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports_json: transports.write([...passkey.transports]),
      name: passkey.name,
      created_at: now,
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .returning('credential_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findPasskey(db: Executor, credentialId: string): Promise<Passkey | undefined> {
  const row = await db
    .selectFrom('account_passkeys')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
  return row && passkeyOf(row);
}

/** The oldest first. */
export async function passkeysOf(db: Executor, accountId: string): Promise<Passkey[]> {
  const rows = await db
    .selectFrom('account_passkeys')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .orderBy('credential_id')
    .execute();
  return rows.map(passkeyOf);
}

/** Notes a use. Answers whether the counter was still the one that the use was judged by. */
export async function notePasskeyUse(
  db: Executor,
  { credentialId, counter: before }: Pick<Passkey, 'credentialId' | 'counter'>,
  { counter, now }: { readonly counter: number; readonly now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('account_passkeys')
    .set({ counter, last_used_at: now })
    .where('credential_id', '=', credentialId)
    .where('counter', '=', before)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Answers whether it was there. */
export async function deletePasskey(
  db: Executor,
  { accountId, credentialId }: Pick<Passkey, 'accountId' | 'credentialId'>,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('account_passkeys')
    .where('account_id', '=', accountId)
    .where('credential_id', '=', credentialId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

function passkeyOf(row: Selectable<Schema['account_passkeys']>): Passkey {
  return {
    credentialId: row.credential_id,
    accountId: row.account_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: transports.read(row.transports_json),
    name: row.name,
    createdAt: row.created_at,
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
  };
}
