import type { Selectable } from 'kysely';
import { connectionOf, type StoredConnection } from './connections.ts';
import type { Executor } from './open-store.ts';
import { unlinkPerson } from './person-connections.ts';
import type { Schema } from './schema.ts';

/** A connection that one workspace offers to another (GOVERNANCE §1). */
export interface Publication {
  /** To which the connection belongs. */
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly toWorkspaceId: string;
  /** Whether the other workspace uses it. */
  readonly isEnabled: boolean;
  readonly allowsAllAgents: boolean;
  readonly createdAt: number;
}

export type PublicationKey = Pick<Publication, 'workspaceId' | 'connectionId' | 'toWorkspaceId'>;

/** Offers a connection, or changes the offer; whether it is used stays as it is. */
export async function publish(
  db: Executor,
  publication: PublicationKey & { readonly allowsAllAgents: boolean; readonly now: number },
): Promise<Publication> {
  const allows = Number(publication.allowsAllAgents);
  const row = await db
    .insertInto('connection_publications')
    .values({
      workspace_id: publication.workspaceId,
      connection_id: publication.connectionId,
      to_workspace_id: publication.toWorkspaceId,
      is_enabled: 0,
      allows_all_agents: allows,
      created_at: publication.now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'connection_id', 'to_workspace_id'])
        .doUpdateSet({ allows_all_agents: allows }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return publicationOf(row);
}

/** Of one connection, by the workspace it is offered to. */
export async function publicationsOf(
  db: Executor,
  { workspaceId, connectionId }: Pick<Publication, 'workspaceId' | 'connectionId'>,
): Promise<Publication[]> {
  const rows = await db
    .selectFrom('connection_publications')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', connectionId)
    .orderBy('to_workspace_id')
    .execute();
  return rows.map(publicationOf);
}

/** Offered to a workspace, by connection. */
export async function publicationsTo(db: Executor, toWorkspaceId: string): Promise<Publication[]> {
  const rows = await db
    .selectFrom('connection_publications')
    .selectAll()
    .where('to_workspace_id', '=', toWorkspaceId)
    .orderBy('connection_id')
    .execute();
  return rows.map(publicationOf);
}

/** Uses an offer or stops using it. Undefined where there is no such offer. */
export async function usePublication(
  db: Executor,
  { toWorkspaceId, connectionId }: Pick<Publication, 'toWorkspaceId' | 'connectionId'>,
  isEnabled: boolean,
): Promise<Publication | undefined> {
  const row = await db
    .updateTable('connection_publications')
    .set({ is_enabled: Number(isEnabled) })
    .where('to_workspace_id', '=', toWorkspaceId)
    .where('connection_id', '=', connectionId)
    .returningAll()
    .executeTakeFirst();
  return row && publicationOf(row);
}

/** Grants that people of the other workspace have on it go too; in a transaction. Answers whether it was offered. */
export async function withdraw(db: Executor, key: PublicationKey): Promise<boolean> {
  const { toWorkspaceId: workspaceId, connectionId } = key;
  const links = await db
    .selectFrom('person_connections')
    .select('person_id')
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', connectionId)
    .execute();
  for (const { person_id: personId } of links) {
    await unlinkPerson(db, { workspaceId, personId, connectionId });
  }
  const { numDeletedRows } = await db
    .deleteFrom('connection_publications')
    .where('workspace_id', '=', key.workspaceId)
    .where('connection_id', '=', key.connectionId)
    .where('to_workspace_id', '=', key.toWorkspaceId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

function publicationOf(row: Selectable<Schema['connection_publications']>): Publication {
  return {
    workspaceId: row.workspace_id,
    connectionId: row.connection_id,
    toWorkspaceId: row.to_workspace_id,
    isEnabled: row.is_enabled === 1,
    allowsAllAgents: row.allows_all_agents === 1,
    createdAt: row.created_at,
  };
}

/** Connections that a workspace uses by an offer of another one. */
export async function findPublishedConnections(
  db: Executor,
  toWorkspaceId: string,
): Promise<StoredConnection[]> {
  const rows = await db
    .selectFrom('connections as connection')
    .innerJoin('connection_publications as offer', (join) =>
      join
        .onRef('offer.workspace_id', '=', 'connection.workspace_id')
        .onRef('offer.connection_id', '=', 'connection.id'),
    )
    .where('offer.to_workspace_id', '=', toWorkspaceId)
    .where('offer.is_enabled', '=', 1)
    .selectAll('connection')
    .orderBy('connection.slug')
    .execute();
  return rows.map(connectionOf);
}
