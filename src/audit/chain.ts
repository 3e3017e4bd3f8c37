import type { Secret } from '../kernel/secret.ts';
import { keyedHash } from './keyed-hash.ts';
import type { AuditRecord } from './record.ts';

/** A record that has its place in a chain and is not yet bound to it. */
export type Unbound = Omit<AuditRecord, 'mac'>;

/** `prev` of the first record of a chain. */
export const chainStart = '';

/** Every field of a record, in the order in which its code covers them. */
const covered: Readonly<Record<keyof Unbound, true>> = {
  id: true,
  writer: true,
  seq: true,
  prev: true,
  kind: true,
  at: true,
  workspaceId: true,
  callId: true,
  userId: true,
  agentId: true,
  clientName: true,
  clientVersion: true,
  transport: true,
  connectionId: true,
  operation: true,
  effect: true,
  apiOperations: true,
  targets: true,
  argumentShape: true,
  argumentDigest: true,
  decision: true,
  rule: true,
  outcome: true,
  upstreamStatus: true,
  latencyMs: true,
  resultSize: true,
  policyVersion: true,
  approvalId: true,
  contextId: true,
  clientKind: true,
  upstreamRequestId: true,
  humanWaitMs: true,
  argumentSize: true,
  masked: true,
  hooks: true,
  traceId: true,
  details: true,
};
// The literal above has all fields and no others.
const coveredFields = Object.keys(covered) as readonly (keyof Unbound)[];

/** HMAC-SHA256, hex, over a record, its place and the code of the record before it (GOVERNANCE §4). */
export function macOf(key: Secret, record: Unbound): string {
  // Names and values in turn; absent fields leave no trace, so that one added later leaves older codes as they are.
  const said: unknown[] = ['weir-record-1'];
  for (const field of coveredFields) {
    const value = record[field];
    if (value !== undefined) said.push(field, value);
  }
  return keyedHash(key, JSON.stringify(said));
}
