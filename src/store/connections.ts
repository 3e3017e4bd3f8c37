import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { NewId } from '../kernel/ids.ts';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

const settingsColumn = jsonColumn(
  'connections.settings_json',
  z.strictObject({
    /** Where requests go when that is not the site itself. */
    apiBase: z.string().optional(),
  }),
);
const platforms = z.enum(['cloud', 'datacenter']);

export interface StoredConnection {
  readonly workspaceId: string;
  readonly id: string;
  /** Its name in arguments and configuration; never changes. */
  readonly slug: string;
  readonly platform: z.output<typeof platforms>;
  /** Absolute address that people open. */
  readonly site: string;
  readonly authMode: string;
  /** Never a credential. */
  readonly settings: z.output<typeof settingsColumn.schema>;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type NewConnection = Omit<StoredConnection, 'id' | 'createdAt' | 'updatedAt'> & {
  readonly now: number;
};

/** Saves the connection of this slug; what was saved under the slug before is replaced and keeps its id. */
export async function saveConnection(
  db: Executor,
  connection: NewConnection,
  newId: NewId,
): Promise<StoredConnection> {
  const changing = {
    platform: connection.platform,
    site: connection.site,
    auth_mode: connection.authMode,
    settings_json: settingsColumn.write(connection.settings),
    updated_at: connection.now,
  };
  const row = await db
    .insertInto('connections')
    .values({
      workspace_id: connection.workspaceId,
      id: newId('con'),
      slug: connection.slug,
      created_at: connection.now,
      ...changing,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'slug']).doUpdateSet(changing))
    .returningAll()
    .executeTakeFirstOrThrow();
  return connectionOf(row);
}

/** By slug. */
export async function listConnections(db: Executor, workspaceId: string): Promise<StoredConnection[]> {
  const rows = await db
    .selectFrom('connections')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('slug')
    .execute();
  return rows.map(connectionOf);
}

export async function removeConnection(db: Executor, workspaceId: string, id: string): Promise<void> {
  await db.deleteFrom('connections').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

function connectionOf(row: Selectable<Schema['connections']>): StoredConnection {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    slug: row.slug,
    platform: platforms.parse(row.platform),
    site: row.site,
    authMode: row.auth_mode,
    settings: settingsColumn.read(row.settings_json),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
