import { sql } from 'kysely';
import type { Executor, Store } from './open-store.ts';

/** The arguments of one call, sealed by the caller. */
export interface StoredValues {
  readonly workspaceId: string;
  readonly callId: string;
  readonly sealed: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/**
 * Keeps the first arguments of a call. Does not wait for the disk: what is committed after it and waits takes it along, and
 * that is the intent of the call.
 */
export async function putAuditValues(
  { db, kind }: Pick<Store, 'db' | 'kind'>,
  { workspaceId, callId, sealed, createdAt, expiresAt }: StoredValues,
): Promise<void> {
  const row = sql`${workspaceId}, ${callId}, ${sealed}, ${createdAt}, ${expiresAt}`;
  const columns = sql`workspace_id, call_id, sealed, created_at, expires_at`;
  if (kind === 'postgres') {
    await sql`
      with setting as materialized (select set_config('synchronous_commit', 'off', true))
      insert into audit_values (${columns})
      select ${workspaceId}::text, ${callId}::text, ${sealed}::bytea, ${createdAt}::bigint, ${expiresAt}::bigint
      from setting on conflict do nothing`.execute(db);
    return;
  }
  await db.connection().execute(async (connection) => {
    await sql`pragma synchronous = normal`.execute(connection);
    try {
      await sql`insert into audit_values (${columns}) values (${row}) on conflict do nothing`.execute(
        connection,
      );
    } finally {
      await sql`pragma synchronous = full`.execute(connection);
    }
  });
}

export async function findAuditValues(
  db: Executor,
  { workspaceId, callId }: Pick<StoredValues, 'workspaceId' | 'callId'>,
  now: number,
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('audit_values')
    .select('sealed')
    .where('workspace_id', '=', workspaceId)
    .where('call_id', '=', callId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.sealed;
}

/** Whose time is over: deletes some and answers how many. */
export async function eraseExpiredValues(db: Executor, now: number, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from audit_values where (workspace_id, call_id) in
      (select workspace_id, call_id from audit_values where expires_at <= ${now} limit ${limit})`.execute(db);
  return Number(numAffectedRows);
}

/** After the workspace chose to keep values for a shorter time: nothing stays longer than that. */
export async function shortenValues(db: Executor, workspaceId: string, keptMs: number): Promise<void> {
  await db
    .updateTable('audit_values')
    .set({ expires_at: sql<number>`created_at + ${keptMs}` })
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`expires_at > created_at + ${keptMs}`)
    .execute();
}
