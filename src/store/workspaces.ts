import type { NewId } from '../kernel/ids.ts';
import type { Executor } from './open-store.ts';

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
  return { id: row.id, slug: row.slug, name: row.name, createdAt: row.created_at };
}

export async function findWorkspace(db: Executor, slug: string): Promise<Workspace | undefined> {
  const row = await db.selectFrom('workspaces').selectAll().where('slug', '=', slug).executeTakeFirst();
  return row && { id: row.id, slug: row.slug, name: row.name, createdAt: row.created_at };
}
