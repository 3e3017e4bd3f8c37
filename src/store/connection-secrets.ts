import type { Selectable } from 'kysely';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

/** What a connection keeps secret: the secret of its app, or what its shared account signs in with. */
export type ConnectionSecretName = 'client_secret' | 'token' | 'password';

/** A connection has each secret once. The workspace is the one it belongs to. */
export interface ConnectionSecretKey {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly name: ConnectionSecretName;
}

export interface ConnectionSecret extends ConnectionSecretKey {
  /** Sealed by the caller. */
  readonly sealed: Uint8Array;
  /** Known end of a token, UTC milliseconds. */
  readonly expiresAt?: number;
  readonly updatedAt: number;
}

/** Puts a secret in the place of the one before. Grants stay: people remain connected when an app's secret is replaced. */
export async function putConnectionSecret(db: Executor, secret: ConnectionSecret): Promise<void> {
  const content = {
    sealed: secret.sealed,
    expires_at: secret.expiresAt ?? null,
    updated_at: secret.updatedAt,
  };
  await db
    .insertInto('connection_secrets')
    .values({
      workspace_id: secret.workspaceId,
      connection_id: secret.connectionId,
      name: secret.name,
      ...content,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'connection_id', 'name']).doUpdateSet(content),
    )
    .execute();
}

export async function getConnectionSecret(
  db: Executor,
  { workspaceId, connectionId, name }: ConnectionSecretKey,
): Promise<ConnectionSecret | undefined> {
  const row = await db
    .selectFrom('connection_secrets')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', connectionId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row && secretOf(row, name);
}

export async function removeConnectionSecret(
  db: Executor,
  { workspaceId, connectionId, name }: ConnectionSecretKey,
): Promise<void> {
  await db
    .deleteFrom('connection_secrets')
    .where('workspace_id', '=', workspaceId)
    .where('connection_id', '=', connectionId)
    .where('name', '=', name)
    .execute();
}

function secretOf(
  row: Selectable<Schema['connection_secrets']>,
  name: ConnectionSecretName,
): ConnectionSecret {
  return {
    workspaceId: row.workspace_id,
    connectionId: row.connection_id,
    name,
    sealed: row.sealed,
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    updatedAt: row.updated_at,
  };
}
