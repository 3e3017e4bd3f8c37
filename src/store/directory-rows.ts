import { connectionOf, type StoredConnection } from './connections.ts';
import type { Executor } from './open-store.ts';
import type { Workspace } from './workspaces.ts';

/** Everything that is enabled, of all workspaces: what a process keeps in memory. */
export interface DirectoryRows {
  readonly workspaces: readonly Workspace[];
  readonly people: readonly {
    readonly workspaceId: string;
    readonly id: string;
    readonly accountId?: string;
    readonly email: string;
    readonly name: string;
  }[];
  readonly personRoles: readonly {
    readonly workspaceId: string;
    readonly personId: string;
    readonly role: string;
  }[];
  readonly groupMembers: readonly {
    readonly workspaceId: string;
    readonly personId: string;
    readonly groupId: string;
  }[];
  readonly connections: readonly StoredConnection[];
  readonly publications: readonly {
    readonly workspaceId: string;
    readonly connectionId: string;
    readonly toWorkspaceId: string;
    readonly allowsAllAgents: boolean;
  }[];
}

/** People whose account is disabled are as absent as disabled people. */
export async function loadDirectory(db: Executor): Promise<DirectoryRows> {
  const workspaces = await db.selectFrom('workspaces').selectAll().orderBy('slug').execute();
  const people = await db
    .selectFrom('people as person')
    .leftJoin('accounts as account', 'account.id', 'person.account_id')
    .where('person.disabled_at', 'is', null)
    .where('account.disabled_at', 'is', null)
    .select(['person.workspace_id', 'person.id', 'person.account_id', 'person.email', 'person.name'])
    .orderBy('person.id')
    .execute();
  const personRoles = await db.selectFrom('person_roles').selectAll().execute();
  const groupMembers = await db.selectFrom('group_members').selectAll().orderBy('group_id').execute();
  const connections = await db.selectFrom('connections').selectAll().where('is_enabled', '=', 1).execute();
  const publications = await db
    .selectFrom('connection_publications')
    .selectAll()
    .where('is_enabled', '=', 1)
    .execute();
  return {
    workspaces: workspaces.map(({ id, slug, name, created_at }) => ({
      id,
      slug,
      name,
      createdAt: created_at,
    })),
    people: people.map(({ workspace_id, id, account_id, email, name }) => ({
      workspaceId: workspace_id,
      id,
      email,
      name,
      ...(account_id !== null && { accountId: account_id }),
    })),
    personRoles: personRoles.map(({ workspace_id, person_id, role }) => ({
      workspaceId: workspace_id,
      personId: person_id,
      role,
    })),
    groupMembers: groupMembers.map(({ workspace_id, person_id, group_id }) => ({
      workspaceId: workspace_id,
      personId: person_id,
      groupId: group_id,
    })),
    connections: connections.map(connectionOf),
    publications: publications.map(({ workspace_id, connection_id, to_workspace_id, allows_all_agents }) => ({
      workspaceId: workspace_id,
      connectionId: connection_id,
      toWorkspaceId: to_workspace_id,
      allowsAllAgents: allows_all_agents === 1,
    })),
  };
}
