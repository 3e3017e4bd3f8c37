import type { Executor } from './open-store.ts';

/** A place where something about an account belongs on record: the person they are there, or else the account itself. */
export interface RecordPlace {
  readonly workspaceId: string;
  readonly userId?: string;
}

/**
 * Every workspace the account is a member of; where it is of none, or nobody is known, the oldest workspace of the
 * installation. Empty before there is any workspace.
 */
export async function recordPlacesOf(db: Executor, accountId: string | undefined): Promise<RecordPlace[]> {
  if (accountId !== undefined) {
    const people = await db
      .selectFrom('people')
      .select(['workspace_id', 'id'])
      .where('account_id', '=', accountId)
      .orderBy('workspace_id')
      .execute();
    if (people.length > 0)
      return people.map(({ workspace_id, id }) => ({ workspaceId: workspace_id, userId: id }));
  }
  const first = await db
    .selectFrom('workspaces')
    .select('id')
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (!first) return [];
  return [{ workspaceId: first.id, ...(accountId !== undefined && { userId: accountId }) }];
}

/**
 * Brings the groups of an account into line with the groups claim of a sign-in, in every workspace: it becomes a member by
 * claim of the groups that have one of the values, and leaves those it was in by claim alone. Members by hand stay. Answers
 * whether anything changed.
 */
export async function followGroupsClaim(
  db: Executor,
  { accountId, values }: { readonly accountId: string; readonly values: readonly string[] },
  now: number,
): Promise<boolean> {
  const wanted = await db
    .selectFrom('people as person')
    .innerJoin('groups as group', 'group.workspace_id', 'person.workspace_id')
    .where('person.account_id', '=', accountId)
    // A list without an item is no SQL.
    .where((is) => (values.length === 0 ? is.lit(false) : is('group.claim_value', 'in', values)))
    .select(['group.workspace_id', 'group.id as group_id', 'person.id as person_id'])
    .execute();
  const byClaim = await db
    .selectFrom('group_members as member')
    .innerJoin('people as person', (join) =>
      join
        .onRef('person.workspace_id', '=', 'member.workspace_id')
        .onRef('person.id', '=', 'member.person_id'),
    )
    .where('person.account_id', '=', accountId)
    .where('member.source', '=', 'claim')
    .select(['member.workspace_id', 'member.group_id', 'member.person_id'])
    .execute();
  const keyOf = ({ workspace_id, group_id }: (typeof wanted)[number]): string =>
    `${workspace_id} ${group_id}`;
  const wantedKeys = new Set(wanted.map(keyOf));
  let changed = false;
  for (const { workspace_id, group_id, person_id } of byClaim.filter(
    (member) => !wantedKeys.has(keyOf(member)),
  )) {
    const { numDeletedRows } = await db
      .deleteFrom('group_members')
      .where('workspace_id', '=', workspace_id)
      .where('group_id', '=', group_id)
      .where('person_id', '=', person_id)
      .where('source', '=', 'claim')
      .executeTakeFirstOrThrow();
    changed ||= numDeletedRows > 0n;
  }
  for (const { workspace_id, group_id, person_id } of wanted) {
    const added = await db
      .insertInto('group_members')
      .values({ workspace_id, group_id, person_id, source: 'claim', created_at: now })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'group_id', 'person_id']).doNothing())
      .returning('group_id')
      .executeTakeFirst();
    changed ||= added !== undefined;
  }
  return changed;
}
