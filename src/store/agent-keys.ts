import { hash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import type { Executor } from './open-store.ts';
import { keyBefore, pageOf, type Page, type PageRequest } from './page.ts';
import type { Schema } from './schema.ts';

export interface NewAgentKey {
  readonly workspaceId: string;
  readonly personId: string;
  readonly agentId: string;
  readonly now: number;
}

/** Whom a key speaks for. */
export interface KeyHolder {
  readonly keyId: string;
  readonly workspaceId: string;
  readonly workspaceSlug: string;
  readonly personId: string;
  readonly personName: string;
  readonly personEmail: string;
  readonly agentId: string;
}

/** Milliseconds between two notes of the last use. */
const usePrecisionMs = 60_000;

/** SHA-256, hex: what is stored of a key. Keys are long and random, so that a plain hash cannot be guessed backwards. */
export function hashKey(key: Secret): string {
  return hash('sha256', key.reveal());
}

/** Makes a key, `weir_` and 256 random bits. This is the only time it can be seen. */
export async function createKey(
  db: Executor,
  holder: NewAgentKey,
  { ids, random }: { readonly ids: NewId; readonly random: Random },
): Promise<{ readonly keyId: string; readonly key: Secret }> {
  const key = new Secret(`weir_${Buffer.from(random.bytes(32)).toString('base64url')}`);
  return { key, keyId: await insertKey(db, holder, key, ids) };
}

/**
 * Accepts a key that the operator made and answers its id. One that is stored already speaks for this holder from now on,
 * unless it was revoked: that is for good.
 */
export async function acceptKey(db: Executor, holder: NewAgentKey, key: Secret, ids: NewId): Promise<string> {
  return insertKey(db, holder, key, ids);
}

/** A key as administrators see it: never the key itself. */
export interface AgentKey {
  readonly id: string;
  readonly personId: string;
  readonly agentId: string;
  readonly createdAt: number;
  /** To the minute. */
  readonly lastUsedAt?: number;
  readonly revokedAt?: number;
}

/** By id, which is by time of making. */
export async function pageOfKeys(
  db: Executor,
  workspaceId: string,
  page: PageRequest,
): Promise<Page<AgentKey>> {
  const after = keyBefore(page);
  let query = db
    .selectFrom('agent_keys')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('id')
    .limit(page.limit + 1);
  if (after !== undefined) query = query.where('id', '>', after);
  return pageOf((await query.execute()).map(keyOf), page.limit, ({ id }) => id);
}

export async function findKey(
  db: Executor,
  { workspaceId, keyId }: Pick<KeyHolder, 'workspaceId' | 'keyId'>,
): Promise<AgentKey | undefined> {
  const row = await db
    .selectFrom('agent_keys')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', keyId)
    .executeTakeFirst();
  return row && keyOf(row);
}

/** The holder of the key with this hash, unless it was revoked or its person or their account is disabled. */
export async function findByKey(db: Executor, keyHash: string): Promise<KeyHolder | undefined> {
  return db
    .selectFrom('agent_keys as key')
    .innerJoin('people as person', (join) =>
      join.onRef('person.workspace_id', '=', 'key.workspace_id').onRef('person.id', '=', 'key.person_id'),
    )
    .innerJoin('workspaces as workspace', 'workspace.id', 'key.workspace_id')
    .leftJoin('accounts as account', 'account.id', 'person.account_id')
    .where('key.key_hash', '=', keyHash)
    .where('key.revoked_at', 'is', null)
    .where('person.disabled_at', 'is', null)
    .where('account.disabled_at', 'is', null)
    .select([
      'key.id as keyId',
      'key.workspace_id as workspaceId',
      'workspace.slug as workspaceSlug',
      'person.id as personId',
      'person.name as personName',
      'person.email as personEmail',
      'key.agent_id as agentId',
    ])
    .executeTakeFirst();
}

/** Notes that a key was used, to the minute. */
export async function touchKey(
  db: Executor,
  { workspaceId, keyId }: Pick<KeyHolder, 'workspaceId' | 'keyId'>,
  now: number,
): Promise<void> {
  await db
    .updateTable('agent_keys')
    .set({ last_used_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', keyId)
    .where((is) => is.or([is('last_used_at', 'is', null), is('last_used_at', '<=', now - usePrecisionMs)]))
    .execute();
}

/** Ends a key for good; answers whether it was in use until now. */
export async function revokeKey(
  db: Executor,
  { workspaceId, keyId }: Pick<KeyHolder, 'workspaceId' | 'keyId'>,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('agent_keys')
    .set({ revoked_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', keyId)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Ends all keys of an agent for good; answers how many were in use until now. */
export async function revokeKeysOf(
  db: Executor,
  { workspaceId, agentId }: Pick<KeyHolder, 'workspaceId' | 'agentId'>,
  now: number,
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('agent_keys')
    .set({ revoked_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('agent_id', '=', agentId)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/**
 * Forgets an agent's keys other than these, so that a key taken out of the configuration ends with the next start. Unlike
 * a revoked key it may come back. Answers how many went.
 */
export async function forgetOtherKeys(
  db: Executor,
  { workspaceId, agentId }: Pick<KeyHolder, 'workspaceId' | 'agentId'>,
  keptIds: readonly string[],
): Promise<number> {
  let query = db
    .deleteFrom('agent_keys')
    .where('workspace_id', '=', workspaceId)
    .where('agent_id', '=', agentId)
    .where('revoked_at', 'is', null);
  if (keptIds.length > 0) query = query.where('id', 'not in', keptIds);
  return Number((await query.executeTakeFirstOrThrow()).numDeletedRows);
}

function keyOf(row: Selectable<Schema['agent_keys']>): AgentKey {
  return {
    id: row.id,
    personId: row.person_id,
    agentId: row.agent_id,
    createdAt: row.created_at,
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  };
}

async function insertKey(db: Executor, holder: NewAgentKey, key: Secret, newId: NewId): Promise<string> {
  const { id } = await db
    .insertInto('agent_keys')
    .values({
      workspace_id: holder.workspaceId,
      id: newId('key'),
      key_hash: hashKey(key),
      person_id: holder.personId,
      agent_id: holder.agentId,
      created_at: holder.now,
      last_used_at: null,
      revoked_at: null,
    })
    .onConflict((conflict) =>
      conflict.column('key_hash').doUpdateSet({
        workspace_id: holder.workspaceId,
        person_id: holder.personId,
        agent_id: holder.agentId,
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
