import { sql } from 'kysely';
import type { AuditRecord } from '../audit/record.ts';
import { rowOf } from './audit-record-row.ts';
import type { Store } from './open-store.ts';
import { repeated } from './sqlite-dialect.ts';

/** Most records that are stored at once. */
export const auditRecordsAtOnce = 500;

/**
 * What a commit survives: `disk` a power cut, `process` the end of this process only. On SQLite waiting for the disk
 * stops the whole process for milliseconds.
 */
export type Durability = 'disk' | 'process';

/** One transaction of statements whose text never changes: all records are stored or none is. */
export async function insertAuditRecords(
  { db, kind }: Pick<Store, 'db' | 'kind'>,
  records: readonly AuditRecord[],
  durability: Durability,
): Promise<void> {
  const relaxed = durability === 'process';
  if (kind === 'postgres') {
    const rows = JSON.stringify(records.map(rowOf));
    // Read when the statement's own transaction commits, and local to it.
    const commit = sql.lit(relaxed ? 'off' : 'on');
    await sql`
      with setting as materialized (select set_config('synchronous_commit', ${commit}, true))
      insert into audit_records
      select record.* from setting, json_populate_recordset(null::audit_records, ${rows}::json) as record`.execute(
      db,
    );
    return;
  }
  await db.connection().execute(async (connection) => {
    // The setting belongs to the connection, which is ours alone until it is set back.
    if (relaxed) await sql`pragma synchronous = normal`.execute(connection);
    try {
      await connection.transaction().execute(async (tx) => {
        await tx.executeQuery(repeated(insertRow, records.map(valuesOf)));
      });
    } finally {
      if (relaxed) await sql`pragma synchronous = full`.execute(connection);
    }
  });
}

const columns = [
  'workspace_id',
  'writer',
  'seq',
  'prev',
  'mac',
  'id',
  'kind',
  'at',
  'call_id',
  'user_id',
  'agent_id',
  'client_name',
  'client_version',
  'transport',
  'connection_id',
  'operation',
  'effect',
  'api_operations_json',
  'targets_json',
  'argument_shape',
  'argument_digest',
  'decision',
  'rule',
  'outcome',
  'upstream_status',
  'latency_ms',
  'result_size',
  'policy_version',
  'approval_id',
  'context_id',
  'client_kind',
  'upstream_request_id',
  'human_wait_ms',
  'argument_size',
  'masked_json',
  'hooks_json',
  'trace_id',
  'details_json',
] as const satisfies readonly (keyof ReturnType<typeof rowOf>)[];

const insertRow = `insert into audit_records (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`;

function valuesOf(record: AuditRecord): (string | number | null)[] {
  const row = rowOf(record);
  return columns.map((column) => row[column]);
}
