import type { Executor } from './open-store.ts';

/** What somebody may do in a workspace beside using it (GOVERNANCE §2), the widest first. */
export const roles = ['owner', 'administrator', 'builder', 'auditor', 'viewer'] as const;
export type Role = (typeof roles)[number];

export interface PersonKey {
  readonly workspaceId: string;
  readonly personId: string;
}

/** In the order of `roles`. */
export async function rolesOf(db: Executor, { workspaceId, personId }: PersonKey): Promise<Role[]> {
  const rows = await db
    .selectFrom('person_roles')
    .select('role')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .execute();
  return roles.filter((role) => rows.some((row) => row.role === role));
}

/** Of everybody in a workspace who has one, by person. */
export async function rolesByPerson(
  db: Executor,
  workspaceId: string,
): Promise<ReadonlyMap<string, readonly Role[]>> {
  const rows = await db
    .selectFrom('person_roles')
    .select(['person_id', 'role'])
    .where('workspace_id', '=', workspaceId)
    .execute();
  const given = Map.groupBy(rows, ({ person_id: personId }) => personId);
  return new Map(
    [...given].map(([personId, theirs]) => [
      personId,
      roles.filter((role) => theirs.some((row) => row.role === role)),
    ]),
  );
}

/** Exactly these roles from now on; those that stay keep the time they were given. */
export async function replaceRoles(
  db: Executor,
  { workspaceId, personId }: PersonKey,
  kept: readonly Role[],
  now: number,
): Promise<void> {
  let others = db
    .deleteFrom('person_roles')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId);
  if (kept.length > 0) others = others.where('role', 'not in', kept);
  await others.execute();
  for (const role of kept) {
    await db
      .insertInto('person_roles')
      .values({ workspace_id: workspaceId, person_id: personId, role, created_at: now })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'person_id', 'role']).doNothing())
      .execute();
  }
}

/** Owners of a workspace who can act: neither they nor their accounts are disabled. */
export async function countOwners(db: Executor, workspaceId: string): Promise<number> {
  const rows = await db
    .selectFrom('person_roles as given')
    .innerJoin('people as person', (join) =>
      join.onRef('person.workspace_id', '=', 'given.workspace_id').onRef('person.id', '=', 'given.person_id'),
    )
    .leftJoin('accounts as account', 'account.id', 'person.account_id')
    .where('given.workspace_id', '=', workspaceId)
    .where('given.role', '=', 'owner')
    .where('person.disabled_at', 'is', null)
    .where('account.disabled_at', 'is', null)
    .select('person.id')
    .execute();
  return rows.length;
}
