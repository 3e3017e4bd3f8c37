import type { Secret } from '../kernel/secret.ts';
import { chainStart, macOf } from './chain.ts';
import type { AuditRecord } from './record.ts';

/**
 * What happened to the first record that is not as it was written.
 *
 * - `changed`: it says something else than its code, and stands where it stood
 * - `removed`: nothing stands at its place
 * - `moved`: it was written for another place of this chain
 * - `added`: no recorder wrote it there
 */
export type Tampering = 'changed' | 'removed' | 'moved' | 'added';

export interface ChainFault {
  readonly tampering: Tampering;
  readonly workspaceId: string;
  readonly writer: string;
  /** The place of the first record that is wrong, or missing. */
  readonly seq: number;
  /** Absent for a record that is missing. */
  readonly recordId?: string;
}

/**
 * The first fault of each chain among these records, in any order; none where every record is as it was written. Whole
 * chains are expected. Records missing after the last one given show only against a checkpoint.
 */
export function verifyChain(records: readonly AuditRecord[], key: Secret): ChainFault[] {
  const chains = Map.groupBy(records, ({ workspaceId, writer }) => JSON.stringify([workspaceId, writer]));
  return [...chains.values()].flatMap((chain) => {
    const fault = firstFault(
      chain.toSorted((one, other) => one.seq - other.seq),
      key,
    );
    return fault ? [fault] : [];
  });
}

function firstFault(chain: readonly AuditRecord[], key: Secret): ChainFault | undefined {
  let previous = { seq: 0, mac: chainStart };
  for (const [index, record] of chain.entries()) {
    const { workspaceId, writer, seq, id: recordId } = record;
    const place = previous.seq + 1;
    if (isGenuine(record, key) && record.prev === previous.mac && seq === place) {
      previous = record;
      continue;
    }
    if (seq > place) {
      const stray = chain.find((other) => isGenuine({ ...other, seq: place }, key));
      if (!stray) return { tampering: 'removed', workspaceId, writer, seq: place };
      return { tampering: 'moved', workspaceId, writer, seq: place, recordId: stray.id };
    }
    const tampering = judge(record, previous.mac, chain[index + 1], chain, key);
    return { tampering, workspaceId, writer, seq, recordId };
  }
  return undefined;
}

function judge(
  record: AuditRecord,
  previousMac: string,
  next: AuditRecord | undefined,
  chain: readonly AuditRecord[],
  key: Secret,
): Tampering {
  if (isGenuine(record, key) || cameFromElsewhere(record, chain, key)) return 'moved';
  // The record after it remembers what stood here.
  const bound = next ? next.prev === record.mac : record.prev === previousMac;
  return bound ? 'changed' : 'added';
}

/** Whether the record is genuine at another place: with its number changed, or its content set into another's place. */
function cameFromElsewhere(record: AuditRecord, chain: readonly AuditRecord[], key: Secret): boolean {
  return chain.some(
    (other) =>
      isGenuine({ ...record, seq: other.seq }, key) ||
      isGenuine({ ...record, id: other.id, seq: other.seq, prev: other.prev, mac: other.mac }, key) ||
      isGenuine({ ...record, seq: other.seq, prev: other.prev, mac: other.mac }, key),
  );
}

function isGenuine({ mac, ...unbound }: AuditRecord, key: Secret): boolean {
  return mac === macOf(key, unbound);
}
