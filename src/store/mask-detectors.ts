import type { Selectable } from 'kysely';
import type { NewId } from '../kernel/ids.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

/** A detector of a workspace's own. */
export interface StoredDetector {
  readonly workspaceId: string;
  readonly id: string;
  /** What rules call it; never changes. */
  readonly slug: string;
  readonly name: string;
  /** RE2. */
  readonly expression: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Makes the detector of this slug, or changes the one that is there. */
export async function putDetector(
  db: Executor,
  detector: Pick<StoredDetector, 'workspaceId' | 'slug' | 'name' | 'expression'> & { readonly now: number },
  newId: NewId,
): Promise<StoredDetector> {
  const { workspaceId, slug, name, expression, now } = detector;
  const changing = { name, expression, updated_at: now };
  const row = await db
    .insertInto('mask_detectors')
    .values({ workspace_id: workspaceId, id: newId('det'), slug, created_at: now, ...changing })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'slug']).doUpdateSet(changing))
    .returningAll()
    .executeTakeFirstOrThrow();
  return detectorOf(row);
}

/** By slug. */
export async function listDetectors(db: Executor, workspaceId: string): Promise<StoredDetector[]> {
  const rows = await db
    .selectFrom('mask_detectors')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('slug')
    .execute();
  return rows.map(detectorOf);
}

export async function removeDetector(db: Executor, workspaceId: string, slug: string): Promise<void> {
  await db
    .deleteFrom('mask_detectors')
    .where('workspace_id', '=', workspaceId)
    .where('slug', '=', slug)
    .execute();
}

function detectorOf(row: Selectable<Schema['mask_detectors']>): StoredDetector {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    slug: row.slug,
    name: row.name,
    expression: row.expression,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
