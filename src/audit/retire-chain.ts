import { setImmediate as turn } from 'node:timers/promises';
import type { Secret } from '../kernel/secret.ts';
import { boundSeq, forgetChain, type ChainKey } from '../store/audit-chains.ts';
import { deleteThrough, lastOfChain, rowsOfChain } from '../store/audit-records.ts';
import { putRetirement, retirementOf } from '../store/audit-retirements.ts';
import { deliveredByAll, forgetPositions } from '../store/audit-stream-positions.ts';
import type { Store } from '../store/open-store.ts';
import { chainStart } from './chain.ts';
import { continues } from './chain-fault.ts';
import { retirementMac } from './retirement.ts';

const rowsAtOnce = 200;

export interface Retired {
  /** Records that were deleted. */
  readonly records: number;
  /** The place of a record that is not as it was written: it and what follows stay, since they are evidence. */
  readonly faultAt?: number;
}

/**
 * Deletes a chain's records from before a time, oldest first, and signs where the rest begins, in one transaction each
 * time. Stops before what no checkpoint binds, what an enabled stream has not delivered, and what was tampered with.
 */
export async function retireChain(
  { store, key }: { readonly store: Store; readonly key: Secret },
  chain: ChainKey,
  before: number,
): Promise<Retired> {
  const { db } = store;
  const mostSeq = Math.min(await boundSeq(db, chain), (await deliveredByAll(db, chain)) ?? Infinity);
  const retired = await retirementOf(db, chain);
  let end = retired ? { seq: retired.seq, mac: retired.head } : { seq: 0, mac: chainStart };
  let records = 0;

  for (;;) {
    const page = await rowsOfChain(db, chain, { afterSeq: end.seq, limit: rowsAtOnce });
    const start = end;
    let faultAt: number | undefined;
    for (const row of page) {
      if (!continues(row, end, key)) {
        faultAt = row.seq;
        break;
      }
      if (row.seq > mostSeq || (row.record?.at ?? before) >= before) break;
      end = { seq: row.seq, mac: row.mac };
    }
    if (end.seq > start.seq) {
      const retirement = { ...chain, seq: end.seq, head: end.mac, at: await store.now() };
      records += await db.transaction().execute(async (tx) => {
        await putRetirement(tx, { ...retirement, mac: retirementMac(key, retirement) });
        return deleteThrough(tx, chain, end.seq);
      });
    }
    if (faultAt !== undefined) return { records, faultAt };
    if (page.length < rowsAtOnce || end.seq < (page.at(-1)?.seq ?? 0)) break;
    await turn();
  }
  if (records > 0 && !(await lastOfChain(db, chain.workspaceId, chain.writer))) {
    await forgetChain(db, chain);
    await forgetPositions(db, chain);
  }
  return { records };
}
