import type { Clock } from '../kernel/clock.ts';
import { loadDirectory, type DirectoryRows } from '../store/directory-rows.ts';
import { followRevisions } from '../store/follow-revisions.ts';
import type { StoredConnection } from '../store/connections.ts';
import type { Store } from '../store/open-store.ts';
import { roles, type Role } from '../store/roles.ts';
import type { Workspace } from '../store/workspaces.ts';
import type { Log } from '../telemetry/log.ts';

export { roles, type Role };

/** Somebody as a member of one workspace. */
export interface Member {
  readonly workspaceId: string;
  readonly personId: string;
  /** Absent for somebody who never signs in with a browser. */
  readonly accountId?: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Ids. */
  readonly groups: readonly string[];
}

/** A connection as one workspace has it: its own, or one that another workspace published to it. */
export interface DirectoryConnection extends StoredConnection {
  /** The workspace that uses it; `workspaceId` is the one it belongs to, where its secrets are. */
  readonly usedBy: string;
  readonly allowsAllAgents: boolean;
}

/**
 * Workspaces, their members and their connections, in memory: read again when the revision in the database has grown. What
 * is disabled is not here. Members and connections raise `upstream_unavailable` where the database was not heard of for too
 * long, since somebody may have been shut out meanwhile (DESIGN §8).
 */
export interface Directory {
  workspaceOf(slug: string): Workspace | undefined;
  workspaces(): readonly Workspace[];
  /** In the order of their slugs. */
  connections(workspaceId: string): readonly DirectoryConnection[];
  connection(workspaceId: string, connectionId: string): DirectoryConnection | undefined;
  member(workspaceId: string, personId: string): Member | undefined;
  members(workspaceId: string): readonly Member[];
  /** Where a signed-in account is a member. */
  memberships(accountId: string): readonly Member[];
  /** Reads the newest at once; after a change made by this process. */
  refresh(): Promise<void>;
  /**
   * Before a request is served: reads again where nothing was heard for too long, so that a process that was merely busy
   * refuses nobody. Raises `upstream_unavailable` where the database does not answer.
   */
  ensureFresh(): Promise<void>;
  isFresh(): boolean;
  close(): void;
}

export async function openDirectory(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Directory> {
  const followed = await followRevisions(parts, {
    name: 'directory',
    revisions: ['directory'],
    load: async (db) => indexed(await loadDirectory(db)),
  });
  const { fresh, refresh, ensureFresh, isFresh, close } = followed;
  return {
    workspaceOf: (slug) => followed.latest.bySlug.get(slug),
    workspaces: () => followed.latest.workspaces,
    connections: (workspaceId) => fresh().connections.get(workspaceId) ?? [],
    connection: (workspaceId, connectionId) =>
      fresh()
        .connections.get(workspaceId)
        ?.find(({ id }) => id === connectionId),
    members: (workspaceId) => fresh().byWorkspace.get(workspaceId) ?? [],
    member: (workspaceId, personId) => fresh().members.get(`${workspaceId} ${personId}`),
    memberships: (accountId) => fresh().byAccount.get(accountId) ?? [],
    refresh,
    ensureFresh,
    isFresh,
    close,
  };
}

function indexed(rows: DirectoryRows) {
  const rolesOf = Map.groupBy(rows.personRoles, keyOf);
  const groupsOf = Map.groupBy(rows.groupMembers, keyOf);
  const people = rows.people.map((person): Member => {
    const { workspaceId, id: personId, accountId, email, name } = person;
    const key = keyOf({ workspaceId, personId });
    return {
      workspaceId,
      personId,
      email,
      name,
      ...(accountId !== undefined && { accountId }),
      roles: roles.filter((role) => rolesOf.get(key)?.some((given) => given.role === role)),
      groups: (groupsOf.get(key) ?? []).map(({ groupId }) => groupId),
    };
  });
  const own = new Map(rows.connections.map((connection) => [keyOfConnection(connection), connection]));
  const used: DirectoryConnection[] = [
    ...rows.connections.map((connection) => ({
      ...connection,
      usedBy: connection.workspaceId,
      allowsAllAgents: false,
    })),
    ...rows.publications.flatMap(({ workspaceId, connectionId, toWorkspaceId, allowsAllAgents }) => {
      const connection = own.get(keyOfConnection({ workspaceId, id: connectionId }));
      return connection ? [{ ...connection, usedBy: toWorkspaceId, allowsAllAgents }] : [];
    }),
  ].toSorted((one, other) => (one.slug < other.slug ? -1 : 1));
  return {
    workspaces: rows.workspaces,
    bySlug: new Map(rows.workspaces.map((workspace) => [workspace.slug, workspace])),
    members: new Map(people.map((member) => [keyOf(member), member])),
    byWorkspace: Map.groupBy(people, ({ workspaceId }) => workspaceId),
    byAccount: Map.groupBy(people, ({ accountId }) => accountId),
    connections: Map.groupBy(used, ({ usedBy }) => usedBy),
  };
}

const keyOf = ({
  workspaceId,
  personId,
}: {
  readonly workspaceId: string;
  readonly personId: string;
}): string => `${workspaceId} ${personId}`;

const keyOfConnection = ({
  workspaceId,
  id,
}: {
  readonly workspaceId: string;
  readonly id: string;
}): string => `${workspaceId} ${id}`;
