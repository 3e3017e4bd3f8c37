import { rowsOfChain } from '../../store/audit-records.ts';
import type { WaitingChain } from '../../store/audit-stream-positions.ts';
import type { StoredStream } from '../../store/audit-streams.ts';
import type { Executor } from '../../store/open-store.ts';
import type { AuditRecord } from '../record.ts';

/** Records of a delivery. */
const mostRecords = 200;
/** Characters of a delivery, unless a single record has more. */
const mostCharacters = 1_000_000;

/** What a stream sends next of a chain. */
export interface NextBatch {
  readonly records: readonly AuditRecord[];
  /** Where the chain's position will be after it. */
  readonly toSeq: number;
  /** Whether it begins with a row that holds what no recorder wrote: there is nothing to send. */
  readonly isUnreadable: boolean;
}

export async function nextBatch(
  db: Executor,
  stream: Pick<StoredStream, 'workspaceId' | 'state'>,
  { writer, deliveredSeq, boundSeq }: WaitingChain,
): Promise<NextBatch> {
  const { refused } = stream.state;
  const isRefused = refused?.writer === writer && refused.fromSeq === deliveredSeq + 1;
  // Halves, until the one that the target will not take stands alone: the others do not suffer for it.
  const limit = isRefused ? Math.ceil((refused.toSeq - deliveredSeq) / 2) : mostRecords;
  const chain = { workspaceId: stream.workspaceId, writer };
  const rows = await rowsOfChain(db, chain, { afterSeq: deliveredSeq, limit });
  const records: AuditRecord[] = [];
  let characters = 0;
  for (const { seq, record } of rows) {
    if (seq > boundSeq || !record) break;
    characters += JSON.stringify(record).length;
    if (records.length > 0 && characters > mostCharacters) break;
    records.push(record);
  }
  const [first] = rows;
  const isUnreadable = first !== undefined && first.seq <= boundSeq && !first.record;
  if (isUnreadable) return { records: [], toSeq: first.seq, isUnreadable };
  // Where nothing is left of it, retention was faster: the numbers tell the target.
  return { records, toSeq: records.at(-1)?.seq ?? boundSeq, isUnreadable };
}
