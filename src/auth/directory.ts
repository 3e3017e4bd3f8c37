import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/app-error.ts';
import { loadDirectory, type DirectoryRows } from '../store/directory-rows.ts';
import type { StoredConnection } from '../store/connections.ts';
import type { Store } from '../store/open-store.ts';
import { readRevision } from '../store/revisions.ts';
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

/** Milliseconds between two looks for a newer revision, and after how many without a look nothing is answered any more. */
const lookMs = 250;
const staleMs = 1_000;

export async function openDirectory(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Directory> {
  const { store, clock, log } = parts;
  let revision = -1;
  let view = indexed(emptyRows);
  let heardAt = 0;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const askedAt = clock.now();
    const found = await readRevision(store.db, 'directory');
    if (found !== revision) {
      view = indexed(await loadDirectory(store.db));
      revision = found;
    }
    heardAt = askedAt;
  }
  async function refresh(): Promise<void> {
    await looking?.catch(() => undefined);
    looking = look().finally(() => (looking = undefined));
    await looking;
  }

  await refresh();
  let failing = false;
  const timer = setInterval(() => {
    if (looking) return;
    refresh().then(
      () => (failing = false),
      (error: unknown) => {
        if (!failing) log.warn('directory.look_failed', { error });
        failing = true;
      },
    );
  }, lookMs).unref();

  const isFresh = (): boolean => clock.now() - heardAt <= staleMs;
  const fresh = (): typeof view => {
    if (isFresh()) return view;
    throw unreachable();
  };

  return {
    workspaceOf: (slug) => view.bySlug.get(slug),
    workspaces: () => view.workspaces,
    connections: (workspaceId) => fresh().connections.get(workspaceId) ?? [],
    connection: (workspaceId, connectionId) =>
      fresh()
        .connections.get(workspaceId)
        ?.find(({ id }) => id === connectionId),
    member: (workspaceId, personId) => fresh().members.get(`${workspaceId} ${personId}`),
    memberships: (accountId) => fresh().byAccount.get(accountId) ?? [],
    refresh,
    async ensureFresh() {
      if (isFresh()) return;
      await refresh().catch((error: unknown) => {
        throw unreachable(error);
      });
    },
    isFresh,
    close: () => clearInterval(timer),
  };
}

function unreachable(cause?: unknown): AppError {
  return new AppError('upstream_unavailable', 'Weir cannot reach its own database at the moment.', {
    nextStep: 'Try again in a moment; an administrator finds the cause in the log.',
    cause,
  });
}

const emptyRows: DirectoryRows = {
  workspaces: [],
  people: [],
  personRoles: [],
  groupMembers: [],
  connections: [],
  publications: [],
};

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
