import type { Selectable } from 'kysely';
import type { NewId } from '../kernel/ids.ts';
import type { Executor } from './open-store.ts';
import { keyBefore, pageOf, type Page, type PageRequest } from './page.ts';
import type { Schema } from './schema.ts';

export interface Group {
  readonly workspaceId: string;
  readonly id: string;
  /** Once in a workspace. */
  readonly name: string;
  /** Whoever has this value in the groups claim of their sign-in is a member. */
  readonly claimValue?: string;
  readonly createdAt: number;
}

export type GroupKey = Pick<Group, 'workspaceId' | 'id'>;

export interface GroupMember {
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  /** `claim`: comes and goes with the claim of each sign-in. */
  readonly source: 'manual' | 'claim';
}

/** Undefined where the name is taken. */
export async function createGroup(
  db: Executor,
  group: Pick<Group, 'workspaceId' | 'name' | 'claimValue'> & { readonly now: number },
  newId: NewId,
): Promise<Group | undefined> {
  const row = await db
    .insertInto('groups')
    .values({
      workspace_id: group.workspaceId,
      id: newId('grp'),
      name: group.name,
      claim_value: group.claimValue ?? null,
      created_at: group.now,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'name']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && groupOf(row);
}

export async function findGroup(db: Executor, { workspaceId, id }: GroupKey): Promise<Group | undefined> {
  const row = await db
    .selectFrom('groups')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && groupOf(row);
}

export async function findGroupByName(
  db: Executor,
  workspaceId: string,
  name: string,
): Promise<Group | undefined> {
  const row = await db
    .selectFrom('groups')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row && groupOf(row);
}

/** By name. */
export async function listGroups(db: Executor, workspaceId: string): Promise<Group[]> {
  const rows = await db
    .selectFrom('groups')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('name')
    .execute();
  return rows.map(groupOf);
}

/** By name. */
export async function pageOfGroups(
  db: Executor,
  workspaceId: string,
  page: PageRequest,
): Promise<Page<Group>> {
  const after = keyBefore(page);
  let query = db
    .selectFrom('groups')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('name')
    .limit(page.limit + 1);
  if (after !== undefined) query = query.where('name', '>', after);
  return pageOf((await query.execute()).map(groupOf), page.limit, ({ name }) => name);
}

/** `claimValue: null` takes the claim away; members by claim go with it. */
export async function changeGroup(
  db: Executor,
  { workspaceId, id }: GroupKey,
  change: { readonly name?: string; readonly claimValue?: string | null },
): Promise<void> {
  const { name, claimValue } = change;
  if (name === undefined && claimValue === undefined) return;
  await db
    .updateTable('groups')
    .set({
      ...(name !== undefined && { name }),
      ...(claimValue !== undefined && { claim_value: claimValue }),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
  if (claimValue === undefined) return;
  await db
    .deleteFrom('group_members')
    .where('workspace_id', '=', workspaceId)
    .where('group_id', '=', id)
    .where('source', '=', 'claim')
    .execute();
}

export async function removeGroup(db: Executor, { workspaceId, id }: GroupKey): Promise<void> {
  await db.deleteFrom('groups').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

/** By person id. */
export async function pageOfMembers(
  db: Executor,
  { workspaceId, id }: GroupKey,
  page: PageRequest,
): Promise<Page<GroupMember>> {
  const after = keyBefore(page);
  let query = db
    .selectFrom('group_members as member')
    .innerJoin('people as person', (join) =>
      join
        .onRef('person.workspace_id', '=', 'member.workspace_id')
        .onRef('person.id', '=', 'member.person_id'),
    )
    .where('member.workspace_id', '=', workspaceId)
    .where('member.group_id', '=', id)
    .select(['person.id as personId', 'person.email', 'person.name', 'member.source'])
    .orderBy('person.id')
    .limit(page.limit + 1);
  if (after !== undefined) query = query.where('person.id', '>', after);
  const members = (await query.execute()).map(({ source, ...person }): GroupMember => ({
    ...person,
    source: source === 'claim' ? 'claim' : 'manual',
  }));
  return pageOf(members, page.limit, ({ personId }) => personId);
}

/** By hand; somebody who is there by claim stays there by hand. */
export async function addMember(
  db: Executor,
  { workspaceId, id }: GroupKey,
  personId: string,
  now: number,
): Promise<void> {
  await db
    .insertInto('group_members')
    .values({
      workspace_id: workspaceId,
      group_id: id,
      person_id: personId,
      source: 'manual',
      created_at: now,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'group_id', 'person_id']).doUpdateSet({ source: 'manual' }),
    )
    .execute();
}

/** Answers whether they were a member. */
export async function removeMember(
  db: Executor,
  { workspaceId, id }: GroupKey,
  personId: string,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('group_members')
    .where('workspace_id', '=', workspaceId)
    .where('group_id', '=', id)
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

function groupOf(row: Selectable<Schema['groups']>): Group {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    name: row.name,
    ...(row.claim_value !== null && { claimValue: row.claim_value }),
    createdAt: row.created_at,
  };
}
