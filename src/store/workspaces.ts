import type { Selectable } from 'kysely';
import type { NewId } from '../kernel/ids.ts';
import type { Executor } from './open-store.ts';
import { keyBefore, pageOf, type Page, type PageRequest } from './page.ts';
import type { Schema } from './schema.ts';

export interface Workspace {
  readonly id: string;
  /** Its name in addresses; never changes. */
  readonly slug: string;
  readonly name: string;
  readonly createdAt: number;
}

export interface NewWorkspace {
  readonly slug: string;
  readonly name: string;
  readonly now: number;
}

/** The workspace of this slug, made if there is none. A new name replaces the old one. */
export async function ensureWorkspace(
  db: Executor,
  { slug, name, now }: NewWorkspace,
  newId: NewId,
): Promise<Workspace> {
  const row = await db
    .insertInto('workspaces')
    .values({ id: newId('wsp'), slug, name, created_at: now })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet({ name }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return workspaceOf(row);
}

/** Undefined where the slug is taken. */
export async function createWorkspace(
  db: Executor,
  { slug, name, now }: NewWorkspace,
  newId: NewId,
): Promise<Workspace | undefined> {
  const row = await db
    .insertInto('workspaces')
    .values({ id: newId('wsp'), slug, name, created_at: now })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && workspaceOf(row);
}

export async function findWorkspace(db: Executor, slug: string): Promise<Workspace | undefined> {
  const row = await db.selectFrom('workspaces').selectAll().where('slug', '=', slug).executeTakeFirst();
  return row && workspaceOf(row);
}

/** By slug. */
export async function pageOfWorkspaces(db: Executor, page: PageRequest): Promise<Page<Workspace>> {
  const after = keyBefore(page);
  let query = db
    .selectFrom('workspaces')
    .selectAll()
    .orderBy('slug')
    .limit(page.limit + 1);
  if (after !== undefined) query = query.where('slug', '>', after);
  return pageOf((await query.execute()).map(workspaceOf), page.limit, ({ slug }) => slug);
}

export async function renameWorkspace(
  db: Executor,
  id: string,
  name: string,
): Promise<Workspace | undefined> {
  const row = await db
    .updateTable('workspaces')
    .set({ name })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && workspaceOf(row);
}

/** What administrators put together for a workspace, and what is remembered for it. */
const governed = [
  'tools',
  'toolsets',
  'access_profiles',
  'profile_grants',
  'agents',
  'policy_rules',
  'mask_detectors',
  'kill_switches',
  'hooks',
  'call_limits',
  'limit_usage',
] as const;

/** Removes a workspace with its groups and its governance; one that has people or connections stays. Answers whether it is gone. */
export async function removeEmptyWorkspace(db: Executor, id: string): Promise<boolean> {
  const person = await db
    .selectFrom('people')
    .select('id')
    .where('workspace_id', '=', id)
    .limit(1)
    .executeTakeFirst();
  const connection = await db
    .selectFrom('connections')
    .select('id')
    .where('workspace_id', '=', id)
    .limit(1)
    .executeTakeFirst();
  if (person || connection) return false;
  for (const table of governed) await db.deleteFrom(table).where('workspace_id', '=', id).execute();
  await db.deleteFrom('groups').where('workspace_id', '=', id).execute();
  await db.deleteFrom('connection_publications').where('to_workspace_id', '=', id).execute();
  await db.deleteFrom('settings').where('scope', '=', id).execute();
  await db.deleteFrom('workspaces').where('id', '=', id).execute();
  return true;
}

function workspaceOf(row: Selectable<Schema['workspaces']>): Workspace {
  return { id: row.id, slug: row.slug, name: row.name, createdAt: row.created_at };
}
