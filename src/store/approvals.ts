import type { Selectable } from 'kysely';
import { z } from 'zod';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import { keyBefore, pageOf, type Page, type PageRequest } from './page.ts';
import type { Schema } from './schema.ts';

export const approvalStates = ['pending', 'approved', 'denied', 'used'] as const;
export type ApprovalState = (typeof approvalStates)[number];

const approver = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person') }),
  z.strictObject({ kind: z.literal('group'), group: z.string() }),
]);
const approverColumn = jsonColumn('approvals.approver_json', approver);

/** One call and nothing else; everything here has to be the same when the approval is used. */
export interface ApprovedCall {
  readonly workspaceId: string;
  readonly personId: string;
  readonly agentId: string;
  readonly connectionId: string;
  readonly operationId: string;
  readonly argumentDigest: string;
  readonly ruleId: string;
}

/** A question whether one call may run, and its answer. Times are the database's. */
export interface StoredApproval extends ApprovedCall {
  readonly id: string;
  readonly policyVersion: string;
  readonly approver: z.output<typeof approver>;
  /** Of the call that asked. */
  readonly callId: string;
  readonly state: ApprovalState;
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  readonly usedAt?: number;
  readonly createdAt: number;
  /** Until when it can be answered; once it is approved: used. */
  readonly expiresAt: number;
}

export async function insertApproval(
  db: Executor,
  approval: Omit<StoredApproval, 'state' | 'decidedBy' | 'decidedAt' | 'usedAt'>,
  previewSealed: Uint8Array,
): Promise<void> {
  await db
    .insertInto('approvals')
    .values({
      workspace_id: approval.workspaceId,
      id: approval.id,
      person_id: approval.personId,
      agent_id: approval.agentId,
      connection_id: approval.connectionId,
      operation_id: approval.operationId,
      argument_digest: approval.argumentDigest,
      policy_version: approval.policyVersion,
      rule_id: approval.ruleId,
      approver_json: approverColumn.write(approval.approver),
      preview_sealed: previewSealed,
      state: 'pending',
      call_id: approval.callId,
      decided_by: null,
      decided_at: null,
      used_at: null,
      created_at: approval.createdAt,
      expires_at: approval.expiresAt,
    })
    .execute();
}

export async function findApproval(
  db: Executor,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
): Promise<StoredApproval | undefined> {
  const row = await db
    .selectFrom('approvals')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && approvalOf(row);
}

/** The sealed preview; undefined once it was erased. */
export async function findApprovalPreview(
  db: Executor,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('approvals')
    .select('preview_sealed')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.preview_sealed ?? undefined;
}

/** Of this very call, the newest first. */
export async function approvalsOfCall(db: Executor, call: ApprovedCall): Promise<StoredApproval[]> {
  const rows = await db
    .selectFrom('approvals')
    .selectAll()
    .where('workspace_id', '=', call.workspaceId)
    .where('argument_digest', '=', call.argumentDigest)
    .where('person_id', '=', call.personId)
    .where('agent_id', '=', call.agentId)
    .where('connection_id', '=', call.connectionId)
    .where('operation_id', '=', call.operationId)
    .where('rule_id', '=', call.ruleId)
    .orderBy('id', 'desc')
    .limit(20)
    .execute();
  return rows.map(approvalOf);
}

/** Answers a question that is still open: of several answers one counts. */
export async function decideApproval(
  db: Executor,
  decision: {
    readonly workspaceId: string;
    readonly id: string;
    readonly state: 'approved' | 'denied';
    readonly decidedBy: string;
    readonly now: number;
    readonly expiresAt: number;
  },
): Promise<boolean> {
  const row = await db
    .updateTable('approvals')
    .set({
      state: decision.state,
      decided_by: decision.decidedBy,
      decided_at: decision.now,
      expires_at: decision.expiresAt,
    })
    .where('workspace_id', '=', decision.workspaceId)
    .where('id', '=', decision.id)
    .where('state', '=', 'pending')
    .where('expires_at', '>', decision.now)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses an approval up: of several calls one gets it. */
export async function useApproval(
  db: Executor,
  { workspaceId, id, now }: { readonly workspaceId: string; readonly id: string; readonly now: number },
): Promise<boolean> {
  const row = await db
    .updateTable('approvals')
    .set({ state: 'used', used_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'approved')
    .where('expires_at', '>', now)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** How many questions of a person's agent wait for an answer. */
export async function countOpenApprovals(
  db: Executor,
  {
    workspaceId,
    personId,
    agentId,
    now,
  }: {
    readonly workspaceId: string;
    readonly personId: string;
    readonly agentId: string;
    readonly now: number;
  },
): Promise<number> {
  const { count } = await db
    .selectFrom('approvals')
    .select((select) => select.fn.countAll<number | string>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'pending')
    .where('expires_at', '>', now)
    .where('person_id', '=', personId)
    .where('agent_id', '=', agentId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Every question that waits for an answer in a workspace, the oldest first; at most 1,000. */
export async function openApprovals(
  db: Executor,
  workspaceId: string,
  now: number,
): Promise<StoredApproval[]> {
  const rows = await db
    .selectFrom('approvals')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'pending')
    .where('expires_at', '>', now)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1_000)
    .execute();
  return rows.map(approvalOf);
}

/** The newest first. */
export async function pageOfApprovals(
  db: Executor,
  workspaceId: string,
  request: PageRequest & { readonly state?: ApprovalState | undefined },
): Promise<Page<StoredApproval>> {
  const before = keyBefore(request);
  let query = db.selectFrom('approvals').selectAll().where('workspace_id', '=', workspaceId);
  if (request.state !== undefined) query = query.where('state', '=', request.state);
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(request.limit + 1)
    .execute();
  return pageOf(rows.map(approvalOf), request.limit, ({ id }) => id);
}

/** What was shown of calls that nobody can answer or use any more. */
export async function erasePreviews(db: Executor, now: number): Promise<void> {
  await db
    .updateTable('approvals')
    .set({ preview_sealed: null })
    .where('expires_at', '<=', now)
    .where('preview_sealed', 'is not', null)
    .execute();
}

function approvalOf(row: Selectable<Schema['approvals']>): StoredApproval {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    personId: row.person_id,
    agentId: row.agent_id,
    connectionId: row.connection_id,
    operationId: row.operation_id,
    argumentDigest: row.argument_digest,
    policyVersion: row.policy_version,
    ruleId: row.rule_id,
    approver: approverColumn.read(row.approver_json),
    state: z.enum(approvalStates).parse(row.state),
    callId: row.call_id,
    ...(row.decided_by !== null && { decidedBy: row.decided_by }),
    ...(row.decided_at !== null && { decidedAt: row.decided_at }),
    ...(row.used_at !== null && { usedAt: row.used_at }),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
