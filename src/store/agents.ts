import type { Selectable } from 'kysely';
import { z } from 'zod';
import { kindsOfAgents } from './access-profiles.ts';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

export const agentStates = ['pending', 'allowed', 'blocked', 'closed'] as const;
/** How Weir came to know an agent: by its metadata document, its own registration, an administrator, or a key. */
export const agentOrigins = ['document', 'registration', 'administrator', 'key'] as const;

const days = z.int().min(1).max(3_650).nullable().exactOptional();

/** Days without use after which it is hidden, closed, deleted; `null` is never, absent as the workspace has it. */
export const agentLifecycle = z.strictObject({
  hiddenAfterDays: days,
  closedAfterDays: days,
  deletedAfterDays: days,
});
export type AgentLifecycle = z.output<typeof agentLifecycle>;
const lifecycleColumn = jsonColumn('agents.lifecycle_json', agentLifecycle);

/** An MCP client in a workspace. */
export interface StoredAgent {
  readonly workspaceId: string;
  /** The client id, or the agent of a key. */
  readonly id: string;
  readonly name: string;
  readonly kind: (typeof kindsOfAgents)[number];
  readonly state: (typeof agentStates)[number];
  readonly origin: (typeof agentOrigins)[number];
  /** A person who answers for it. */
  readonly ownerId?: string;
  readonly lifecycle: AgentLifecycle;
  readonly firstSeenAt: number;
  /** To the minute. */
  readonly lastUsedAt?: number;
  readonly closedAt?: number;
  /** When somebody last changed it. */
  readonly updatedAt: number;
}

export type AgentKey = Pick<StoredAgent, 'workspaceId' | 'id'>;

/** Registers an agent; answers whether it was new. */
export async function addAgent(db: Executor, agent: StoredAgent): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('agents')
    .values({ workspace_id: agent.workspaceId, id: agent.id, ...columnsOf(agent) })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function saveAgent(db: Executor, agent: StoredAgent): Promise<void> {
  await db
    .updateTable('agents')
    .set(columnsOf(agent))
    .where('workspace_id', '=', agent.workspaceId)
    .where('id', '=', agent.id)
    .execute();
}

export async function findAgent(
  db: Executor,
  { workspaceId, id }: AgentKey,
): Promise<StoredAgent | undefined> {
  const row = await db
    .selectFrom('agents')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && agentOf(row);
}

/** By id; of all workspaces where none is named. */
export async function listAgents(db: Executor, workspaceId?: string): Promise<StoredAgent[]> {
  let query = db.selectFrom('agents').selectAll().orderBy('workspace_id').orderBy('id');
  if (workspaceId !== undefined) query = query.where('workspace_id', '=', workspaceId);
  return (await query.execute()).map(agentOf);
}

/** Notes uses, to the minute: nothing that a decision reads. */
export async function touchAgent(db: Executor, { workspaceId, id }: AgentKey, now: number): Promise<void> {
  await db
    .updateTable('agents')
    .set({ last_used_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where((is) => is.or([is('last_used_at', 'is', null), is('last_used_at', '<', now)]))
    .execute();
}

export async function removeAgent(db: Executor, { workspaceId, id }: AgentKey): Promise<void> {
  await db.deleteFrom('agents').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

function columnsOf(agent: StoredAgent) {
  return {
    name: agent.name,
    kind: agent.kind,
    state: agent.state,
    origin: agent.origin,
    owner_id: agent.ownerId ?? null,
    lifecycle_json: lifecycleColumn.write(agent.lifecycle),
    first_seen_at: agent.firstSeenAt,
    last_used_at: agent.lastUsedAt ?? null,
    closed_at: agent.closedAt ?? null,
    updated_at: agent.updatedAt,
  };
}

function agentOf(row: Selectable<Schema['agents']>): StoredAgent {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    name: row.name,
    kind: z.enum(kindsOfAgents).parse(row.kind),
    state: z.enum(agentStates).parse(row.state),
    origin: z.enum(agentOrigins).parse(row.origin),
    ...(row.owner_id !== null && { ownerId: row.owner_id }),
    lifecycle: lifecycleColumn.read(row.lifecycle_json),
    firstSeenAt: row.first_seen_at,
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
    ...(row.closed_at !== null && { closedAt: row.closed_at }),
    updatedAt: row.updated_at,
  };
}
