import { setImmediate as turn } from 'node:timers/promises';
import type { Secret } from '../kernel/secret.ts';
import type { ChainKey } from '../store/audit-chains.ts';
import { rowsOfChain } from '../store/audit-records.ts';
import { retirementOf } from '../store/audit-retirements.ts';
import type { Executor } from '../store/open-store.ts';
import { chainStart } from './chain.ts';
import { continues, diagnose, type ChainEnd, type ChainRow } from './chain-fault.ts';
import type { RecordFault } from './record-report.ts';
import { retirementMac } from './retirement.ts';

const rowsAtOnce = 500;
/** Retention may delete the beginning while it is being read. */
const mostTries = 3;

export interface ChainVerdict {
  readonly records: number;
  /** Time of its first kept record. */
  readonly since?: number;
  readonly fault?: RecordFault;
}

/**
 * Reads one chain from its beginning, or from where retention left it, to its end, which must not come before the head
 * that a checkpoint binds. Holds a page of rows at a time.
 */
export async function verifyStoredChain(
  db: Executor,
  chain: ChainKey,
  { key, bound }: { readonly key: Secret; readonly bound: ChainEnd | undefined },
): Promise<ChainVerdict> {
  for (let tries = 1; ; tries += 1) {
    const retired = await retirementOf(db, chain);
    if (retired && retired.mac !== retirementMac(key, retired)) {
      return { records: 0, fault: { kind: 'retirement', ...chain, seq: retired.seq } };
    }
    const start = retired ? { seq: retired.seq, mac: retired.head } : { seq: 0, mac: chainStart };
    const verdict = await walk(db, chain, { key, bound, start });
    const isStill = (await retirementOf(db, chain))?.seq === retired?.seq;
    if (!verdict.fault || isStill || tries === mostTries) return verdict;
  }
}

async function walk(
  db: Executor,
  chain: ChainKey,
  {
    key,
    bound,
    start,
  }: { readonly key: Secret; readonly bound: ChainEnd | undefined; readonly start: ChainEnd },
): Promise<ChainVerdict> {
  let before = start;
  let records = 0;
  let since: number | undefined;
  const told = (fault?: RecordFault): ChainVerdict => ({
    records,
    ...(since !== undefined && { since }),
    ...(fault && { fault }),
  });

  for await (const row of rowsOf(db, chain)) {
    records += 1;
    since ??= row.record?.at;
    if (!continues(row, before, key)) {
      const { rows, fault } = await findOut(db, chain, { before, row, key });
      records = rows;
      return told(fault);
    }
    before = row;
    if (row.seq === bound?.seq && row.mac !== bound.mac) {
      // Genuine, and not what the checkpoint saw: only a holder of the key can have written it.
      return told({ kind: 'chain', tampering: 'rebuilt', ...chain, seq: row.seq, recordId: row.id });
    }
  }
  if (bound && before.seq < bound.seq) {
    return told({ kind: 'chain', tampering: 'cut_off', ...chain, seq: before.seq + 1 });
  }
  return told();
}

async function findOut(
  db: Executor,
  chain: ChainKey,
  { before, row, key }: { readonly before: ChainEnd; readonly row: ChainRow; readonly key: Secret },
): Promise<{ readonly rows: number; readonly fault: RecordFault }> {
  let rows = 0;
  const [next] = await rowsOfChain(db, chain, { afterSeq: row.seq, limit: 1 });
  const diagnosis = diagnose({ before, row, next }, key);
  for await (const other of rowsOf(db, chain)) {
    rows += 1;
    diagnosis.look(other);
  }
  return { rows, fault: { kind: 'chain', ...chain, ...diagnosis.verdict() } };
}

/** Every row of a chain, whatever its number. */
async function* rowsOf(db: Executor, chain: ChainKey): AsyncGenerator<ChainRow> {
  let afterSeq = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const page = await rowsOfChain(db, chain, { afterSeq, limit: rowsAtOnce });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < rowsAtOnce) return;
    afterSeq = last.seq;
    await turn();
  }
}
