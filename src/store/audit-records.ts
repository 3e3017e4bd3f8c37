import { sql, type ExpressionBuilder, type Selectable } from 'kysely';
import type { ChainRow } from '../audit/chain-fault.ts';
import type { AuditRecord } from '../audit/record.ts';
import { AppError } from '../kernel/app-error.ts';
import { recordOf, shownRecordOf } from './audit-record-row.ts';
import type { Executor } from './open-store.ts';
import type { AuditRecordRow, Schema } from './schema.ts';

/** Where a chain ends. */
export type ChainHead = Pick<AuditRecord, 'seq' | 'mac'>;

/** The last record of a writer in a workspace. */
export async function lastOfChain(
  db: Executor,
  workspaceId: string,
  writer: string,
): Promise<ChainHead | undefined> {
  return db
    .selectFrom('audit_records')
    .select(['seq', 'mac'])
    .where('workspace_id', '=', workspaceId)
    .where('writer', '=', writer)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export interface RecordFilter {
  readonly workspaceId: string;
  readonly userId?: string;
  readonly agentId?: string;
  readonly operation?: string;
  readonly outcome?: string;
  readonly callId?: string;
  /** From this time on. */
  readonly since?: number;
  /** Before this time. */
  readonly until?: number;
}

export interface RecordPage {
  readonly items: readonly AuditRecord[];
  /** Absent at the end. */
  readonly nextCursor?: string;
}

/** Newest first. Raises `invalid_input` for a cursor that this function did not make. */
export async function pageOfRecords(
  db: Executor,
  filter: RecordFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<RecordPage> {
  let query = filteredRecords(db, filter)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) {
    const { at, id } = readCursor(cursor);
    query = query.where(sql<boolean>`(at, id) < (${at}, ${id})`);
  }
  const rows = await query.execute();
  const items = rows.slice(0, limit).map(shownRecordOf);
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last && { nextCursor: writeCursor(last) }) };
}

/** Oldest first, those of one time as their writer chained them, after a record of the page before; for exports. */
export async function recordsInTime(
  db: Executor,
  filter: RecordFilter,
  { limit, after }: { readonly limit: number; readonly after?: Pick<AuditRecord, 'at' | 'writer' | 'seq'> },
): Promise<AuditRecord[]> {
  let query = filteredRecords(db, filter).orderBy('at').orderBy('writer').orderBy('seq').limit(limit);
  if (after) {
    const { at, writer, seq } = after;
    query = query.where('at', '>=', at).where(sql<boolean>`(at, writer, seq) > (${at}, ${writer}, ${seq})`);
  }
  return (await query.execute()).map(shownRecordOf);
}

function filteredRecords(db: Executor, filter: RecordFilter) {
  let query = db.selectFrom('audit_records').selectAll().where('workspace_id', '=', filter.workspaceId);
  if (filter.userId !== undefined) query = query.where('user_id', '=', filter.userId);
  if (filter.agentId !== undefined) query = query.where('agent_id', '=', filter.agentId);
  if (filter.operation !== undefined) query = query.where('operation', '=', filter.operation);
  if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome);
  // What the index of failures is asked by.
  if (filter.outcome !== undefined && filter.outcome !== 'ok') {
    query = query.where(sql<boolean>`outcome <> 'ok'`);
  }
  if (filter.callId !== undefined) query = query.where('call_id', '=', filter.callId);
  if (filter.since !== undefined) query = query.where('at', '>=', filter.since);
  if (filter.until !== undefined) query = query.where('at', '<', filter.until);
  return query;
}

/** One chain in its order, from a place on; for checking it. */
export async function recordsOfChain(
  db: Executor,
  chain: Pick<AuditRecord, 'workspaceId' | 'writer'>,
  { afterSeq, limit }: { readonly afterSeq: number; readonly limit: number },
): Promise<AuditRecord[]> {
  const rows = await chainQuery(db, chain, afterSeq).limit(limit).execute();
  return rows.map(recordOf);
}

/** One chain in its order as it is stored, whatever somebody may have put there; for checking it. */
export async function rowsOfChain(
  db: Executor,
  chain: Pick<AuditRecord, 'workspaceId' | 'writer'>,
  { afterSeq, limit }: { readonly afterSeq: number; readonly limit: number },
): Promise<ChainRow[]> {
  const rows = await chainQuery(db, chain, afterSeq).limit(limit).execute();
  return rows.map((row) => ({
    id: row.id,
    seq: row.seq,
    prev: row.prev,
    mac: row.mac,
    record: readable(row),
  }));
}

function readable(row: Selectable<AuditRecordRow>): AuditRecord | undefined {
  try {
    return recordOf(row);
  } catch {
    return undefined;
  }
}

function chainQuery(db: Executor, chain: Pick<AuditRecord, 'workspaceId' | 'writer'>, afterSeq: number) {
  return db
    .selectFrom('audit_records')
    .selectAll()
    .where('workspace_id', '=', chain.workspaceId)
    .where('writer', '=', chain.writer)
    .where('seq', '>', afterSeq)
    .orderBy('seq');
}

/** Deletes a chain's oldest records, through a place. In the transaction that retires them. Answers how many went. */
export async function deleteThrough(
  tx: Executor,
  { workspaceId, writer }: Pick<AuditRecord, 'workspaceId' | 'writer'>,
  seq: number,
): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('audit_records')
    .where('workspace_id', '=', workspaceId)
    .where('writer', '=', writer)
    .where('seq', '<=', seq)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

export async function hasRecordsBefore(db: Executor, workspaceId: string, time: number): Promise<boolean> {
  const row = await db
    .selectFrom('audit_records')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('at', '<', time)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Writes whose intent was recorded before `before` and whose outcome never was: they may have happened. Oldest first. */
export async function mayHaveHappened(
  db: Executor,
  {
    workspaceId,
    before,
    limit = 10_000,
  }: { readonly workspaceId: string; readonly before: number; readonly limit?: number },
): Promise<AuditRecord[]> {
  const hasOutcome = (where: ExpressionBuilder<Schema & { intent: AuditRecordRow }, 'intent'>) =>
    where.exists(
      where
        .selectFrom('audit_records as outcome')
        .select('outcome.id')
        .whereRef('outcome.workspace_id', '=', 'intent.workspace_id')
        .whereRef('outcome.call_id', '=', 'intent.call_id')
        .where('outcome.kind', '=', 'outcome'),
    );
  const rows = await db
    .selectFrom('audit_records as intent')
    .selectAll('intent')
    .where('intent.workspace_id', '=', workspaceId)
    // As the index of intents says it.
    .where('intent.kind', '=', sql.lit('intent'))
    .where('intent.at', '<', before)
    .where((where) => where.not(hasOutcome(where)))
    .orderBy('intent.at')
    .limit(limit)
    .execute();
  return rows.map(recordOf);
}

function writeCursor({ at, id }: AuditRecord): string {
  return Buffer.from(`${at}.${id}`).toString('base64url');
}

function readCursor(cursor: string): { at: number; id: string } {
  const [, at, id] = /^(\d{1,15})\.(\w+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (at === undefined || id === undefined) {
    throw new AppError('invalid_input', 'The cursor is not one that Weir gave out.', {
      nextStep: 'Start again without a cursor.',
    });
  }
  return { at: Number(at), id };
}
