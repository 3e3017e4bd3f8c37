import { createHash } from 'node:crypto';
import { sql, type Insertable, type Selectable } from 'kysely';
import { z } from 'zod';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

/** What the rows of our OAuth server are; the first six are the models of its library. */
export type OAuthModel =
  | 'AccessToken'
  | 'AuthorizationCode'
  | 'ClientCredentials'
  | 'Grant'
  | 'Interaction'
  | 'RefreshToken'
  | 'ReplayDetection'
  | 'Client'
  | 'Consent'
  | 'Block';

const payloadColumn = jsonColumn('oauth_records.payload_json', z.record(z.string(), z.unknown()));
export type OAuthPayload = z.output<typeof payloadColumn.schema>;

export interface OAuthRecord {
  readonly model: OAuthModel;
  readonly idHash: string;
  /** Holds no id, token or secret that would open anything. */
  readonly payload: OAuthPayload;
  /** Of the grant that this ends with. */
  readonly grantHash?: string;
  readonly clientId?: string;
  /** `workspace/person`, or what else a row is about. */
  readonly accountId?: string;
  readonly createdAt: number;
  readonly consumedAt?: number;
  readonly expiresAt?: number;
}

/** SHA-256, hex: what is stored of an id. The ids are long and random, so that a plain hash cannot be guessed backwards. */
export function hashId(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** Saves a record; one that is there already is replaced, but never used up or not by this. */
export async function putRecord(db: Executor, record: OAuthRecord): Promise<void> {
  const row = rowOf(record);
  await db
    .insertInto('oauth_records')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['model', 'id_hash']).doUpdateSet({
        payload_json: row.payload_json,
        grant_hash: row.grant_hash,
        client_id: row.client_id,
        account_id: row.account_id,
        expires_at: row.expires_at,
      }),
    )
    .execute();
}

/** Saves a record unless there is one under this id. */
export async function addRecord(db: Executor, record: OAuthRecord): Promise<void> {
  await db
    .insertInto('oauth_records')
    .values(rowOf(record))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function findRecord(
  db: Executor,
  model: OAuthModel,
  idHash: string,
): Promise<OAuthRecord | undefined> {
  const row = await db
    .selectFrom('oauth_records')
    .selectAll()
    .where('model', '=', model)
    .where('id_hash', '=', idHash)
    .executeTakeFirst();
  return row && recordOf(row);
}

/** Uses a record up: of several takers one gets true. */
export async function consumeRecord(
  db: Executor,
  model: OAuthModel,
  idHash: string,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('oauth_records')
    .set({ consumed_at: now })
    .where('model', '=', model)
    .where('id_hash', '=', idHash)
    .where('consumed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Answers whether there was one. */
export async function deleteRecord(db: Executor, model: OAuthModel, idHash: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('oauth_records')
    .where('model', '=', model)
    .where('id_hash', '=', idHash)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Milliseconds by which a life must grow to be worth a write. */
const worthwhileMs = 3_600_000;

/** A record lives longer from now on, to the hour; one without an end keeps having none. */
export async function prolongRecord(
  db: Executor,
  model: OAuthModel,
  idHash: string,
  expiresAt: number,
): Promise<void> {
  await db
    .updateTable('oauth_records')
    .set({ expires_at: expiresAt })
    .where('model', '=', model)
    .where('id_hash', '=', idHash)
    .where('expires_at', '<', expiresAt - worthwhileMs)
    .execute();
}

/** Everything that was issued under a grant. */
export async function deleteOfGrant(db: Executor, grantHash: string, model?: OAuthModel): Promise<void> {
  let query = db.deleteFrom('oauth_records').where('grant_hash', '=', grantHash);
  if (model !== undefined) query = query.where('model', '=', model);
  await query.execute();
}

/** What is known of a living access token: its own record, if its grant lives and its client is not blocked. */
export async function findAccess(
  db: Executor,
  idHash: string,
  {
    now,
    blockHashes,
  }: { readonly now: number; readonly blockHashes: (token: OAuthRecord) => readonly string[] },
): Promise<OAuthRecord | undefined> {
  const row = await db
    .selectFrom('oauth_records as token')
    .leftJoin('oauth_records as granted', (join) =>
      join.onRef('granted.id_hash', '=', 'token.grant_hash').on('granted.model', '=', 'Grant'),
    )
    .selectAll('token')
    .where('token.model', 'in', ['AccessToken', 'ClientCredentials'])
    .where('token.id_hash', '=', idHash)
    .where('token.expires_at', '>', now)
    .where((is) => is.or([is('token.model', '=', 'ClientCredentials'), is('granted.expires_at', '>', now)]))
    .executeTakeFirst();
  if (!row) return undefined;
  const token = recordOf(row);
  const blocked = await findBlocks(db, blockHashes(token));
  return blocked ? undefined : token;
}

/** Whether one of these blocks exists. */
export async function findBlocks(db: Executor, idHashes: readonly string[]): Promise<boolean> {
  const row = await db
    .selectFrom('oauth_records')
    .select('id_hash')
    .where('model', '=', 'Block')
    .where('id_hash', 'in', [...idHashes])
    .executeTakeFirst();
  return row !== undefined;
}

export interface RecordFilter {
  readonly clientId?: string;
  readonly accountId?: string;
  /** Accounts that begin with this. */
  readonly accountPrefix?: string;
}

/** Oldest first. */
export async function listRecords(
  db: Executor,
  model: OAuthModel,
  { clientId, accountId, accountPrefix }: RecordFilter = {},
): Promise<OAuthRecord[]> {
  let query = db
    .selectFrom('oauth_records')
    .selectAll()
    .where('model', '=', model)
    .orderBy('created_at')
    .orderBy('id_hash');
  if (clientId !== undefined) query = query.where('client_id', '=', clientId);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  if (accountPrefix !== undefined) {
    const start = sql<string>`substr(account_id, 1, ${sql.lit(accountPrefix.length)})`;
    query = query.where(start, '=', accountPrefix);
  }
  return (await query.execute()).map(recordOf);
}

/** When something was last issued under each of these grants. */
export async function lastIssued(
  db: Executor,
  grantHashes: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (grantHashes.length === 0) return new Map();
  const rows = await db
    .selectFrom('oauth_records')
    .select(({ fn }) => ['grant_hash', fn.max('created_at').as('at')])
    .where('grant_hash', 'in', [...grantHashes])
    .groupBy('grant_hash')
    .execute();
  return new Map(rows.map(({ grant_hash: hash, at }) => [hash ?? '', at]));
}

/** How many clients of this account came since then. */
export async function countClients(db: Executor, accountId: string, since: number): Promise<number> {
  const { count } = await db
    .selectFrom('oauth_records')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('model', '=', 'Client')
    .where('account_id', '=', accountId)
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Answers how many went. */
export async function evictRecords(db: Executor, now: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('oauth_records')
    .where('expires_at', '<=', now)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

function rowOf(record: OAuthRecord): Insertable<Schema['oauth_records']> {
  return {
    model: record.model,
    id_hash: record.idHash,
    payload_json: payloadColumn.write(record.payload),
    sealed: null,
    grant_hash: record.grantHash ?? null,
    uid_hash: null,
    client_id: record.clientId ?? null,
    account_id: record.accountId ?? null,
    created_at: record.createdAt,
    consumed_at: record.consumedAt ?? null,
    expires_at: record.expiresAt ?? null,
  };
}

function recordOf(row: Selectable<Schema['oauth_records']>): OAuthRecord {
  return {
    // Written by these functions alone.
    model: row.model as OAuthModel,
    idHash: row.id_hash,
    payload: payloadColumn.read(row.payload_json),
    ...(row.grant_hash !== null && { grantHash: row.grant_hash }),
    ...(row.client_id !== null && { clientId: row.client_id }),
    ...(row.account_id !== null && { accountId: row.account_id }),
    createdAt: row.created_at,
    ...(row.consumed_at !== null && { consumedAt: row.consumed_at }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  };
}
