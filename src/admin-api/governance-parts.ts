import { changeGovernance, type GovernanceParts } from '../governance/change-governance.ts';
import { usedConnections, type UsedConnection } from '../governance/discover.ts';
import type { Executor } from '../store/open-store.ts';
import type { Page, PageRequest } from '../store/page.ts';
import { keyBefore, pageOf } from '../store/page.ts';
import type { Actor, Change } from '../auth/administration/change.ts';
import { found } from './find.ts';
import type { AdminApiParts } from './parts.ts';

/** What the governance's own functions take, out of what the admin API stands on. */
export function governanceParts({ store, recorder, ids, governance }: AdminApiParts): GovernanceParts {
  return { store, recorder, ids, ...governance };
}

export function govern<T>(
  parts: AdminApiParts,
  actor: Actor,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  return changeGovernance(governanceParts(parts), actor, work);
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

/** A page of what is small enough to be read whole, in the order of its keys. */
export function pageOfAll<T>(all: readonly T[], page: PageRequest, keyOf: (item: T) => string): Page<T> {
  const after = keyBefore(page);
  const rest = after === undefined ? all : all.filter((item) => keyOf(item) > after);
  return pageOf(rest.slice(0, page.limit + 1), page.limit, keyOf);
}
