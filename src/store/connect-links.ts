import { sql, type Selectable } from 'kysely';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

/** An invitation to connect: whose call wanted a connection, and through which client. A name, not a capability. */
export interface ConnectLink {
  /** Of the person; a connection may belong to another workspace, which published it. */
  readonly workspaceId: string;
  readonly id: string;
  readonly personId: string;
  readonly connectionId: string;
  readonly agentId: string;
  /** What the client calls itself. */
  readonly clientName?: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When the person connected after it was made. */
  readonly completedAt?: number;
}

export async function insertConnectLink(db: Executor, link: Omit<ConnectLink, 'completedAt'>): Promise<void> {
  await db
    .insertInto('connect_links')
    .values({
      workspace_id: link.workspaceId,
      id: link.id,
      person_id: link.personId,
      connection_id: link.connectionId,
      agent_id: link.agentId,
      client_name: link.clientName ?? null,
      created_at: link.createdAt,
      expires_at: link.expiresAt,
      completed_at: null,
      rounds: 0,
    })
    .execute();
}

/** Undefined for one that is unknown or expired. */
export async function findConnectLink(
  db: Executor,
  { workspaceId, id, now }: { readonly workspaceId: string; readonly id: string; readonly now: number },
): Promise<ConnectLink | undefined> {
  const row = await db
    .selectFrom('connect_links')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row && connectLinkOf(row);
}

/** Marks every open invitation of a person to a connection: however they connected, all their waiting calls may go on. */
export async function completeConnectLinks(
  db: Executor,
  place: Pick<ConnectLink, 'workspaceId' | 'personId' | 'connectionId'> & { readonly now: number },
): Promise<void> {
  await db
    .updateTable('connect_links')
    .set({ completed_at: place.now })
    .where('workspace_id', '=', place.workspaceId)
    .where('person_id', '=', place.personId)
    .where('connection_id', '=', place.connectionId)
    .where('completed_at', 'is', null)
    .execute();
}

/**
 * A waiting call comes back: counts from `round` to the next one and answers the link. Undefined where it has expired, or
 * this round has come back before: each round serves once.
 */
export async function takeConnectLinkRound(
  db: Executor,
  taken: {
    readonly workspaceId: string;
    readonly id: string;
    readonly personId: string;
    readonly round: number;
    readonly now: number;
  },
): Promise<ConnectLink | undefined> {
  const row = await db
    .updateTable('connect_links')
    .set({ rounds: sql`rounds + 1` })
    .where('workspace_id', '=', taken.workspaceId)
    .where('id', '=', taken.id)
    .where('person_id', '=', taken.personId)
    .where('rounds', '=', taken.round)
    .where('expires_at', '>', taken.now)
    .returningAll()
    .executeTakeFirst();
  return row && connectLinkOf(row);
}

export async function evictConnectLinks(db: Executor, now: number): Promise<void> {
  await db.deleteFrom('connect_links').where('expires_at', '<=', now).execute();
}

function connectLinkOf(row: Selectable<Schema['connect_links']>): ConnectLink {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    personId: row.person_id,
    connectionId: row.connection_id,
    agentId: row.agent_id,
    ...(row.client_name !== null && { clientName: row.client_name }),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...(row.completed_at !== null && { completedAt: row.completed_at }),
  };
}
