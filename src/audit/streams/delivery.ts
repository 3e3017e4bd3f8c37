import { createHmac } from 'node:crypto';
import type { Secret } from '../../kernel/secret.ts';
import type { AuditRecord } from '../record.ts';

/** Part of one writer's chain on its way to a target. */
export interface Batch {
  readonly streamId: string;
  readonly workspaceId: string;
  readonly kind: 'records' | 'replay' | 'test';
  readonly writer: string;
  /** In the order of `seq`; none in a test. */
  readonly records: readonly AuditRecord[];
}

/**
 * The body of a delivery. `writer` and `seq` of a record are its number for good: whoever has seen it already can tell, and
 * whoever misses one sees the gap.
 */
export function deliveryBody({ streamId, workspaceId, kind, writer, records }: Batch): string {
  const from = records.at(0)?.seq;
  const to = records.at(-1)?.seq;
  const numbers = from !== undefined && to !== undefined && { writer, from, to };
  return JSON.stringify({
    format: 'weir-record-1',
    kind,
    stream: streamId,
    workspaceId,
    ...numbers,
    records,
  });
}

/** `weir-signature`: the time of sending and HMAC-SHA256, hex, over `<time>.<body>`, so that an old request is no new one. */
export function signature(secret: Secret, body: string, time: number): string {
  return `t=${time},v1=${createHmac('sha256', secret.reveal()).update(`${time}.${body}`).digest('hex')}`;
}
