import { recordsInTime, type RecordFilter } from '../store/audit-records.ts';
import type { Executor } from '../store/open-store.ts';
import { csvLine } from './csv.ts';
import type { AuditRecord } from './record.ts';

export const exportFormats = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const mediaTypeOf: Readonly<Record<ExportFormat, string>> = {
  jsonl: 'application/jsonl; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
};

const recordsAtOnce = 500;

/**
 * The record oldest first, as text, a page at a time: JSON lines with every field, the chain's own included, or CSV with
 * one column a field.
 */
export async function* exportRecord(
  db: Executor,
  filter: RecordFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  const line = format === 'csv' ? csvOf : jsonOf;
  if (format === 'csv') yield csvLine(columns);
  let after: AuditRecord | undefined;
  for (;;) {
    const page = await recordsInTime(db, filter, { limit: recordsAtOnce, ...(after && { after }) });
    if (page.length > 0) yield page.map(line).join('');
    after = page.at(-1);
    if (page.length < recordsAtOnce) return;
  }
}

function jsonOf(record: AuditRecord): string {
  return `${JSON.stringify({ time: new Date(record.at).toISOString(), ...record })}\n`;
}

/** Every field of a record: the type says so. */
const fields: Readonly<Record<keyof AuditRecord, true>> = {
  at: true,
  workspaceId: true,
  id: true,
  kind: true,
  callId: true,
  userId: true,
  agentId: true,
  clientName: true,
  clientVersion: true,
  clientKind: true,
  transport: true,
  contextId: true,
  connectionId: true,
  operation: true,
  effect: true,
  apiOperations: true,
  targets: true,
  argumentShape: true,
  argumentDigest: true,
  argumentSize: true,
  decision: true,
  rule: true,
  policyVersion: true,
  approvalId: true,
  outcome: true,
  upstreamStatus: true,
  upstreamRequestId: true,
  latencyMs: true,
  humanWaitMs: true,
  resultSize: true,
  masked: true,
  hooks: true,
  traceId: true,
  details: true,
  writer: true,
  seq: true,
  prev: true,
  mac: true,
};
// The literal above has all fields and no others.
const fieldNames = Object.keys(fields) as readonly (keyof AuditRecord)[];
const columns = ['time', ...fieldNames];

function csvOf(record: AuditRecord): string {
  return csvLine([new Date(record.at).toISOString(), ...fieldNames.map((name) => asCell(record[name]))]);
}

function asCell(value: AuditRecord[keyof AuditRecord]): string | number | undefined {
  return typeof value === 'object' ? value.join('; ') : value;
}
