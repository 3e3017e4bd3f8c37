import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { NewId } from '../kernel/ids.ts';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

export const toolsOfToolset = jsonColumn(
  'toolsets.tools_json',
  z.array(z.strictObject({ connectionId: z.string(), operationId: z.string() })),
);
export type ToolOfToolset = z.output<typeof toolsOfToolset.schema>[number];

/** One that administrators put together; those that follow approvals are in no table. */
export interface StoredToolset {
  readonly workspaceId: string;
  readonly id: string;
  /** Its name in profiles, addresses and configuration; never changes. */
  readonly slug: string;
  readonly name: string;
  readonly tools: readonly ToolOfToolset[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Makes the toolset of this slug, or changes the one that is there. */
export async function putToolset(
  db: Executor,
  toolset: Pick<StoredToolset, 'workspaceId' | 'slug' | 'name' | 'tools'> & { readonly now: number },
  newId: NewId,
): Promise<StoredToolset> {
  const { workspaceId, slug, name, tools, now } = toolset;
  const changing = { name, tools_json: toolsOfToolset.write([...tools]), updated_at: now };
  const row = await db
    .insertInto('toolsets')
    .values({ workspace_id: workspaceId, id: newId('tls'), slug, created_at: now, ...changing })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'slug']).doUpdateSet(changing))
    .returningAll()
    .executeTakeFirstOrThrow();
  return toolsetOf(row);
}

/** By slug. */
export async function listToolsets(db: Executor, workspaceId: string): Promise<StoredToolset[]> {
  const rows = await db
    .selectFrom('toolsets')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('slug')
    .execute();
  return rows.map(toolsetOf);
}

export async function removeToolset(db: Executor, workspaceId: string, slug: string): Promise<void> {
  await db.deleteFrom('toolsets').where('workspace_id', '=', workspaceId).where('slug', '=', slug).execute();
}

function toolsetOf(row: Selectable<Schema['toolsets']>): StoredToolset {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    slug: row.slug,
    name: row.name,
    tools: toolsOfToolset.read(row.tools_json),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
