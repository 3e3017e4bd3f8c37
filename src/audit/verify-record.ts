import type { Secret } from '../kernel/secret.ts';
import { chainsAfter, type ChainKey } from '../store/audit-chains.ts';
import { checkpointNumbered } from '../store/audit-checkpoints.ts';
import { mayHaveHappened } from '../store/audit-records.ts';
import type { Store } from '../store/open-store.ts';
import type { KeptHead } from './head-file.ts';
import {
  mostFaults,
  mostOpenIntents,
  type OpenIntent,
  type RecordFault,
  type RecordReport,
} from './record-report.ts';
import { restorationsOf } from './restorations.ts';
import { verifyCheckpoints, type CheckpointsVerdict } from './verify-checkpoints.ts';
import { verifyStoredChain } from './verify-stored-chain.ts';

const chainsAtOnce = 100;
/** An intent that is younger may be of a call that is still running, in milliseconds. */
const runningMs = 300_000;
/** A record that is younger may not have its checkpoint yet, in milliseconds. */
const unboundMs = 60_000;

export interface VerifyOptions {
  readonly key: Secret;
  /** The chains of one workspace; of all unless given. Checkpoints belong to the installation and are always read. */
  readonly workspaceId?: string;
  /** From the file beside the key. Read before this is called: the database is never behind it. */
  readonly kept?: KeptHead;
  /** From an earlier verification. */
  readonly against?: KeptHead;
}

/**
 * Reads the whole record and names the first fault of every chain, faults of checkpoints, and an older state of the
 * database put in its place. While others write it judges what was there when it came by. Memory grows with the number of
 * chains, not of records.
 */
export async function verifyRecord(store: Store, options: VerifyOptions): Promise<RecordReport> {
  const { key, workspaceId, kept, against } = options;
  const { db } = store;
  const now = await store.now();
  const faults: RecordFault[] = [];
  let faultCount = 0;
  const fault = (found: RecordFault): void => {
    faultCount += 1;
    if (faults.length < mostFaults) faults.push(found);
  };

  const checkpoints = await verifyCheckpoints(db, {
    key,
    fault,
    ...(workspaceId !== undefined && { workspaceId }),
  });
  for (const [keptIn, head] of [['head_file', kept] as const, ['given_file', against] as const]) {
    if (head) await compare(store, { head, keptIn, checkpoints, fault });
  }

  let chains = 0;
  let records = 0;
  let oldest = Number.POSITIVE_INFINITY;
  const workspaces = new Set<string>();
  const check = async (chain: ChainKey): Promise<void> => {
    const { heads } = checkpoints;
    const bound = heads.get(chain.workspaceId)?.get(chain.writer);
    const verdict = await verifyStoredChain(db, chain, { key, bound });
    heads.get(chain.workspaceId)?.delete(chain.writer);
    chains += 1;
    records += verdict.records;
    oldest = Math.min(oldest, verdict.since ?? oldest);
    workspaces.add(chain.workspaceId);
    if (verdict.fault) fault(verdict.fault);
  };
  let after: ChainKey | undefined;
  for (;;) {
    const page = await chainsAfter(db, after, {
      limit: chainsAtOnce,
      ...(workspaceId !== undefined && { workspaceId }),
    });
    for (const { workspaceId: of, writer } of page) await check({ workspaceId: of, writer });
    after = page.at(-1);
    if (page.length < chainsAtOnce) break;
  }
  // Chains that a checkpoint names and of which nothing is left.
  for (const [of, writers] of checkpoints.heads) {
    for (const writer of writers.keys()) await check({ workspaceId: of, writer });
  }
  if (checkpoints.count + checkpoints.retiredThrough === 0 && oldest < now - unboundMs) {
    fault({ kind: 'checkpoint', tampering: 'missing', number: 1 });
  }

  const { newest } = checkpoints;
  return {
    ok: faultCount === 0,
    chains,
    records,
    checkpoints: checkpoints.count,
    ...(newest && { checkpoint: newest }),
    faults,
    faultCount,
    mayHaveHappened: await openIntents(store, workspaces, now - runningMs),
    restored: await restorationsOf(db, key),
  };
}

async function compare(
  { db }: Store,
  {
    head,
    keptIn,
    checkpoints,
    fault,
  }: {
    readonly head: KeptHead;
    readonly keptIn: 'head_file' | 'given_file';
    readonly checkpoints: CheckpointsVerdict;
    readonly fault: (fault: RecordFault) => void;
  },
): Promise<void> {
  const stored = await checkpointNumbered(db, head.number);
  if (stored?.mac === head.mac) return;
  if (!stored && head.number <= checkpoints.retiredThrough) return;
  fault({ kind: 'rollback', keptIn, number: head.number, newest: checkpoints.newest?.number ?? 0 });
}

async function openIntents(
  { db }: Store,
  workspaces: ReadonlySet<string>,
  before: number,
): Promise<OpenIntent[]> {
  const found: OpenIntent[] = [];
  for (const workspaceId of workspaces) {
    const limit = mostOpenIntents - found.length;
    if (limit === 0) break;
    for (const intent of await mayHaveHappened(db, { workspaceId, before, limit })) {
      const { callId, at, userId, operation, targets } = intent;
      found.push({
        workspaceId,
        callId,
        at,
        ...(userId !== undefined && { userId }),
        ...(operation !== undefined && { operation }),
        ...(targets && { targets }),
      });
    }
  }
  return found;
}
