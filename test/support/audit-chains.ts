import { macOf } from '../../src/audit/chain.ts';
import type { AuditEntry, AuditRecord } from '../../src/audit/record.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { auditRecordsAtOnce, insertAuditRecords } from '../../src/store/insert-audit-records.ts';
import type { Store } from '../../src/store/open-store.ts';
import { auditEntry } from './audit-entries.ts';

/** Known to every process of a test. */
export const recordKey = new Secret('record-key-0123456789abcdef0123456789abcdef');

export interface WrittenChain {
  readonly workspaceId: string;
  readonly writer: string;
  readonly seq: number;
  readonly mac: string;
}

/** Records as a recorder would have bound them, faster than one could. */
export function boundRecords(
  key: Secret,
  place: { readonly workspaceId: string; readonly writer: string },
  length: number,
  fields: (seq: number) => Partial<AuditEntry> = () => ({}),
): AuditRecord[] {
  const records: AuditRecord[] = [];
  let prev = '';
  for (let seq = 1; seq <= length; seq += 1) {
    const callId = `call_${place.writer}_${seq}`;
    const entry = auditEntry({ at: seq, callId, ...fields(seq), workspaceId: place.workspaceId });
    const unbound = { ...entry, id: `aud_${place.writer}_${seq}`, writer: place.writer, seq, prev };
    const mac = macOf(key, unbound);
    records.push({ ...unbound, mac });
    prev = mac;
  }
  return records;
}

export async function storeRecords(store: Store, records: readonly AuditRecord[]): Promise<void> {
  for (let from = 0; from < records.length; from += auditRecordsAtOnce) {
    await insertAuditRecords(store, records.slice(from, from + auditRecordsAtOnce), 'process');
  }
}

/** Stores a chain and answers its head. */
export async function storeChain(
  store: Store,
  ...chain: Parameters<typeof boundRecords>
): Promise<WrittenChain> {
  const records = boundRecords(...chain);
  await storeRecords(store, records);
  const last = records.at(-1);
  if (!last) throw new Error('a chain of no records');
  return { workspaceId: last.workspaceId, writer: last.writer, seq: last.seq, mac: last.mac };
}
