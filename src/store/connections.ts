import type { Selectable, Updateable } from 'kysely';
import { z } from 'zod';
import type { NewId } from '../kernel/ids.ts';
import { authModes, type AuthMode } from './auth-modes.ts';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import { keyBefore, pageOf, type Page, type PageRequest } from './page.ts';
import { unlinkConnection } from './person-connections.ts';
import type { Schema } from './schema.ts';

const platforms = z.enum(['cloud', 'datacenter']);
const scopeChoices = z.enum(['classic', 'granular', 'full', 'read-only', 'minimal', 'custom']);

/** What is known of a connection beside its columns. Never a credential. */
const settingsColumn = jsonColumn(
  'connections.settings_json',
  z.strictObject({
    /** Where requests go when that is not the site itself. */
    apiBase: z.string().optional(),
    cloudId: z.string().optional(),
    /** `api_token`: the address of the account; `basic`: its user name. */
    account: z.string().optional(),
    /** `oauth`, `service_account`: the app's public id. */
    clientId: z.string().optional(),
    scopeChoice: scopeChoices.optional(),
    /** OAuth: what is asked for. API tokens with scopes: what they were made with, as the operator says. */
    scopes: z.array(z.string()).optional(),
    /** API tokens carry scopes, so that requests go to the API address. */
    scopedTokens: z.boolean().optional(),
    /** `access_token`: who brings it. */
    tokenFrom: z.enum(['operator', 'person', 'request']).optional(),
    /** Whether the older content API of a Cloud site answers, as the last test call saw it. */
    v1Content: z.enum(['living', 'gone', 'unknown']).optional(),
  }),
);
export type ConnectionSettings = z.output<typeof settingsColumn.schema>;

const checkColumn = jsonColumn(
  'connections.check_json',
  z.strictObject({
    at: z.number(),
    verdict: z.string(),
    /** Ours, safe to show. */
    message: z.string().optional(),
    nextStep: z.string().optional(),
    account: z.string().optional(),
    cloudId: z.string().optional(),
    edition: z.string().optional(),
  }),
);
export type ConnectionCheck = z.output<typeof checkColumn.schema>;

const states = z.enum(['unverified', 'verified', 'failed']);

export interface StoredConnection {
  readonly workspaceId: string;
  readonly id: string;
  /** Its name in arguments and configuration; never changes. */
  readonly slug: string;
  readonly platform: z.output<typeof platforms>;
  /** Absolute address that people open. */
  readonly site: string;
  readonly authMode: AuthMode;
  readonly settings: ConnectionSettings;
  readonly isEnabled: boolean;
  readonly state: z.output<typeof states>;
  readonly check?: ConnectionCheck;
  /** `config`: written by the configuration file at each start; `admin`: by administrators. */
  readonly origin: 'config' | 'admin';
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type NewConnection = Pick<
  StoredConnection,
  'workspaceId' | 'slug' | 'platform' | 'site' | 'authMode' | 'settings' | 'origin'
> & {
  readonly now: number;
};

/** Saves the connection of this slug; what was saved under the slug before is replaced and keeps its id. */
export async function saveConnection(
  db: Executor,
  connection: NewConnection,
  newId: NewId,
): Promise<StoredConnection> {
  const changing = columnsOf(connection);
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

/** A connection under a slug that is free; undefined where it is taken. */
export async function createConnection(
  db: Executor,
  connection: NewConnection,
  newId: NewId,
): Promise<StoredConnection | undefined> {
  const row = await db
    .insertInto('connections')
    .values({
      workspace_id: connection.workspaceId,
      id: newId('con'),
      slug: connection.slug,
      created_at: connection.now,
      ...columnsOf(connection),
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'slug']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && connectionOf(row);
}

export type ConnectionChange = Partial<
  Pick<StoredConnection, 'settings' | 'isEnabled' | 'state' | 'check' | 'origin'>
> & { readonly now: number };

/** Changes what is given; undefined where there is no such connection. */
export async function changeConnection(
  db: Executor,
  { workspaceId, id }: Pick<StoredConnection, 'workspaceId' | 'id'>,
  change: ConnectionChange,
): Promise<StoredConnection | undefined> {
  const values: Updateable<Schema['connections']> = {
    updated_at: change.now,
    ...(change.settings !== undefined && { settings_json: settingsColumn.write(change.settings) }),
    ...(change.isEnabled !== undefined && { is_enabled: Number(change.isEnabled) }),
    ...(change.state !== undefined && { state: change.state }),
    ...(change.origin !== undefined && { origin: change.origin }),
    ...(change.check !== undefined && { check_json: checkColumn.write(change.check) }),
  };
  const row = await db
    .updateTable('connections')
    .set(values)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && connectionOf(row);
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

/** By slug. */
export async function pageOfConnections(
  db: Executor,
  workspaceId: string,
  page: PageRequest,
): Promise<Page<StoredConnection>> {
  const after = keyBefore(page);
  let query = db
    .selectFrom('connections')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('slug')
    .limit(page.limit + 1);
  if (after !== undefined) query = query.where('slug', '>', after);
  return pageOf((await query.execute()).map(connectionOf), page.limit, ({ slug }) => slug);
}

/** By its id or its slug, which never look alike. */
export async function findConnection(
  db: Executor,
  workspaceId: string,
  name: string,
): Promise<StoredConnection | undefined> {
  const row = await db
    .selectFrom('connections')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where((is) => is.or([is('id', '=', name), is('slug', '=', name)]))
    .executeTakeFirst();
  return row && connectionOf(row);
}

/** With its secrets, its offers, and everybody's grants on it; in a transaction. */
export async function removeConnection(db: Executor, workspaceId: string, id: string): Promise<void> {
  await unlinkConnection(db, id);
  await db.deleteFrom('connections').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

function columnsOf(connection: NewConnection) {
  return {
    platform: connection.platform,
    site: connection.site,
    auth_mode: connection.authMode,
    settings_json: settingsColumn.write(connection.settings),
    origin: connection.origin,
    updated_at: connection.now,
  };
}

export function connectionOf(row: Selectable<Schema['connections']>): StoredConnection {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    slug: row.slug,
    platform: platforms.parse(row.platform),
    site: row.site,
    authMode: z.enum(authModes).parse(row.auth_mode),
    settings: settingsColumn.read(row.settings_json),
    isEnabled: row.is_enabled === 1,
    state: states.parse(row.state),
    ...(row.check_json !== null && { check: checkColumn.read(row.check_json) }),
    origin: z.enum(['config', 'admin']).parse(row.origin),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
