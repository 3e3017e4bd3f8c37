import type { Secret } from '../kernel/secret.ts';
import { chainStart } from './chain.ts';
import { continues, diagnose, type ChainFault, type ChainRow } from './chain-fault.ts';
import type { AuditRecord } from './record.ts';

/**
 * The first fault of each chain among these records, in any order; none where every record is as it was written. Whole
 * chains are expected. Records missing after the last one given show only against a checkpoint (verify-record.ts).
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
  const rows = chain.map((record): ChainRow => ({ ...record, record }));
  let before = { seq: 0, mac: chainStart };
  for (const [index, row] of rows.entries()) {
    if (continues(row, before, key)) {
      before = row;
      continue;
    }
    const diagnosis = diagnose({ before, row, next: rows[index + 1] }, key);
    for (const other of rows) diagnosis.look(other);
    const { workspaceId = '', writer = '' } = row.record ?? {};
    return { workspaceId, writer, ...diagnosis.verdict() };
  }
  return undefined;
}
