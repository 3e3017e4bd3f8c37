import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { AuditRecord } from '../audit/record.ts';
import { jsonColumn } from './json-column.ts';
import type { AuditRecordRow } from './schema.ts';

const names = z.array(z.string());
const apiOperationsColumn = jsonColumn('audit_records.api_operations_json', names);
const targetsColumn = jsonColumn('audit_records.targets_json', names);
const maskedColumn = jsonColumn('audit_records.masked_json', names);
const hooksColumn = jsonColumn('audit_records.hooks_json', names);
const detailsColumn = jsonColumn('audit_records.details_json', names);

const closedColumns = z.object({
  kind: z.enum(['intent', 'outcome', 'governance']),
  transport: z.enum(['http', 'stdio']).nullable(),
  decision: z.enum(['allow', 'deny', 'step_up', 'approval_required']).nullable(),
});

export function rowOf(record: AuditRecord): AuditRecordRow {
  return {
    workspace_id: record.workspaceId,
    writer: record.writer,
    seq: record.seq,
    prev: record.prev,
    mac: record.mac,
    id: record.id,
    kind: record.kind,
    at: record.at,
    call_id: record.callId,
    user_id: record.userId ?? null,
    agent_id: record.agentId ?? null,
    client_name: record.clientName ?? null,
    client_version: record.clientVersion ?? null,
    transport: record.transport ?? null,
    connection_id: record.connectionId ?? null,
    operation: record.operation ?? null,
    effect: record.effect ?? null,
    api_operations_json: record.apiOperations ? apiOperationsColumn.write([...record.apiOperations]) : null,
    targets_json: record.targets ? targetsColumn.write([...record.targets]) : null,
    argument_shape: record.argumentShape ?? null,
    argument_digest: record.argumentDigest ?? null,
    decision: record.decision ?? null,
    rule: record.rule ?? null,
    outcome: record.outcome ?? null,
    upstream_status: record.upstreamStatus ?? null,
    latency_ms: record.latencyMs ?? null,
    result_size: record.resultSize ?? null,
    policy_version: record.policyVersion ?? null,
    approval_id: record.approvalId ?? null,
    context_id: record.contextId ?? null,
    client_kind: record.clientKind ?? null,
    upstream_request_id: record.upstreamRequestId ?? null,
    human_wait_ms: record.humanWaitMs ?? null,
    argument_size: record.argumentSize ?? null,
    masked_json: record.masked ? maskedColumn.write([...record.masked]) : null,
    hooks_json: record.hooks ? hooksColumn.write([...record.hooks]) : null,
    trace_id: record.traceId ?? null,
    details_json: record.details ? detailsColumn.write([...record.details]) : null,
  };
}

/** Raises where the row holds what no recorder wrote. */
export function recordOf(row: Selectable<AuditRecordRow>): AuditRecord {
  const { kind, transport, decision } = closedColumns.parse(row);
  return {
    workspaceId: row.workspace_id,
    writer: row.writer,
    seq: row.seq,
    prev: row.prev,
    mac: row.mac,
    id: row.id,
    kind,
    at: row.at,
    callId: row.call_id,
    ...(row.user_id !== null && { userId: row.user_id }),
    ...(row.agent_id !== null && { agentId: row.agent_id }),
    ...(row.client_name !== null && { clientName: row.client_name }),
    ...(row.client_version !== null && { clientVersion: row.client_version }),
    ...(transport !== null && { transport }),
    ...(row.connection_id !== null && { connectionId: row.connection_id }),
    ...(row.operation !== null && { operation: row.operation }),
    ...(row.effect !== null && { effect: row.effect }),
    ...(row.api_operations_json !== null && {
      apiOperations: apiOperationsColumn.read(row.api_operations_json),
    }),
    ...(row.targets_json !== null && { targets: targetsColumn.read(row.targets_json) }),
    ...(row.argument_shape !== null && { argumentShape: row.argument_shape }),
    ...(row.argument_digest !== null && { argumentDigest: row.argument_digest }),
    ...(decision !== null && { decision }),
    ...(row.rule !== null && { rule: row.rule }),
    ...(row.outcome !== null && { outcome: row.outcome }),
    ...(row.upstream_status !== null && { upstreamStatus: row.upstream_status }),
    ...(row.latency_ms !== null && { latencyMs: row.latency_ms }),
    ...(row.result_size !== null && { resultSize: row.result_size }),
    ...(row.policy_version !== null && { policyVersion: row.policy_version }),
    ...(row.approval_id !== null && { approvalId: row.approval_id }),
    ...(row.context_id !== null && { contextId: row.context_id }),
    ...(row.client_kind !== null && { clientKind: row.client_kind }),
    ...(row.upstream_request_id !== null && { upstreamRequestId: row.upstream_request_id }),
    ...(row.human_wait_ms !== null && { humanWaitMs: row.human_wait_ms }),
    ...(row.argument_size !== null && { argumentSize: row.argument_size }),
    ...(row.masked_json !== null && { masked: maskedColumn.read(row.masked_json) }),
    ...(row.hooks_json !== null && { hooks: hooksColumn.read(row.hooks_json) }),
    ...(row.trace_id !== null && { traceId: row.trace_id }),
    ...(row.details_json !== null && { details: detailsColumn.read(row.details_json) }),
  };
}

/**
 * The same for people who look at records: a row that somebody damaged must not hide the others. What it was is for the
 * verification to say.
 */
export function shownRecordOf(row: Selectable<AuditRecordRow>): AuditRecord {
  try {
    return recordOf(row);
  } catch {
    return {
      workspaceId: row.workspace_id,
      writer: row.writer,
      seq: row.seq,
      prev: row.prev,
      mac: row.mac,
      id: row.id,
      kind: 'outcome',
      at: row.at,
      callId: row.call_id,
      outcome: 'damaged',
      details: ['This row does not hold what Weir wrote; verify the record.'],
    };
  }
}
