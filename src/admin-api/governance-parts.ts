import { changeGovernance, type GovernanceParts } from '../governance/change-governance.ts';
import { discover, usedConnections, type UsedConnection } from '../governance/discover.ts';
import type { Executor } from '../store/open-store.ts';
import type { Actor, Change } from '../auth/administration/change.ts';
import { found } from './find.ts';
import type { AdminApiParts } from './parts.ts';

/** What the governance's own functions take, out of what the admin API stands on. */
export function governanceParts(parts: AdminApiParts): GovernanceParts {
  const { store, recorder, ids, random, vault, governance, calls } = parts;
  const refresh = async () => {
    await governance.snapshot.refresh();
    await calls.rules.refresh();
  };
  return { store, recorder, ids, random, vault, ...governance, snapshot: { refresh } };
}

export function govern<T>(
  parts: AdminApiParts,
  actor: Actor,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  return changeGovernance(governanceParts(parts), actor, work);
}

/** After a connection came to a workspace. Where it fails, the schedule does it: the connection is saved all the same. */
export async function discoverOn(
  parts: AdminApiParts,
  actor: Actor,
  of: { readonly workspaceId: string; readonly connectionId: string },
): Promise<void> {
  await discover(governanceParts(parts), of, actor).catch((error: unknown) =>
    parts.log.warn('governance.discovery_failed', { error }),
  );
}

/** A connection that the workspace uses, its own or an offered one, by slug or id. */
export async function connectionNamed(
  db: Executor,
  workspaceId: string,
  name: string,
): Promise<UsedConnection> {
  const connections = await usedConnections(db, workspaceId);
  return found(
    connections.find(({ id, slug }) => id === name || slug === name),
    'connection',
  );
}
