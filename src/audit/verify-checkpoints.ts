import { setImmediate as turn } from 'node:timers/promises';
import type { Secret } from '../kernel/secret.ts';
import { checkpointsFrom, type StoredCheckpoint } from '../store/audit-checkpoints.ts';
import { retirementOf } from '../store/audit-retirements.ts';
import type { Executor } from '../store/open-store.ts';
import { chainStart } from './chain.ts';
import type { ChainEnd } from './chain-fault.ts';
import { checkpointMac } from './checkpoint.ts';
import type { KeptHead } from './head-file.ts';
import type { RecordFault } from './record-report.ts';
import { checkpointChain, retirementMac } from './retirement.ts';

const checkpointsAtOnce = 500;

export interface CheckpointsVerdict {
  readonly count: number;
  readonly newest?: KeptHead;
  /** Through this number they were deleted by retention; 0 where none were. */
  readonly retiredThrough: number;
  /** By workspace and writer: the furthest head that a genuine checkpoint binds. */
  readonly heads: ReadonlyMap<string, Map<string, ChainEnd>>;
}

/** Follows the chain of checkpoints, telling each fault, and gathers what they bind; of one workspace where it is given. */
export async function verifyCheckpoints(
  db: Executor,
  {
    key,
    workspaceId,
    fault,
  }: {
    readonly key: Secret;
    readonly workspaceId?: string;
    readonly fault: (fault: RecordFault) => void;
  },
): Promise<CheckpointsVerdict> {
  const retired = await retirementOf(db, checkpointChain);
  const isRetired = retired?.mac === (retired && retirementMac(key, retired));
  if (retired && !isRetired) fault({ kind: 'retirement', ...checkpointChain, seq: retired.seq });
  const heads = new Map<string, Map<string, ChainEnd>>();
  let number = retired?.seq ?? 0;
  /** Unknown behind a fault. */
  let prev: string | undefined = retired?.head ?? chainStart;
  let count = 0;
  let newest: KeptHead | undefined;

  function take(checkpoint: StoredCheckpoint): void {
    if (checkpoint.number !== number + 1) {
      fault({ kind: 'checkpoint', tampering: 'missing', number: number + 1 });
      prev = undefined;
    }
    number = checkpoint.number;
    count += 1;
    if (!isGenuine(checkpoint, key) || (prev !== undefined && checkpoint.prev !== prev)) {
      fault({ kind: 'checkpoint', tampering: 'changed', number });
      prev = undefined;
      return;
    }
    prev = checkpoint.mac;
    newest = { number, mac: checkpoint.mac, at: checkpoint.at };
    for (const head of checkpoint.heads) {
      if (workspaceId === undefined || head.workspaceId === workspaceId) remember(heads, head);
    }
  }

  for (;;) {
    const page = await checkpointsFrom(db, { from: number + 1, limit: checkpointsAtOnce });
    for (const checkpoint of page) take(checkpoint);
    if (page.length < checkpointsAtOnce) break;
    await turn();
  }
  return { count, retiredThrough: retired?.seq ?? 0, heads, ...(newest && { newest }) };
}

type Genuine = StoredCheckpoint & { readonly heads: NonNullable<StoredCheckpoint['heads']> };

function isGenuine(checkpoint: StoredCheckpoint, key: Secret): checkpoint is Genuine {
  const { mac, heads, ...rest } = checkpoint;
  return heads !== undefined && mac === checkpointMac(key, { ...rest, heads });
}

function remember(
  heads: Map<string, Map<string, ChainEnd>>,
  { workspaceId, writer, seq, mac }: Genuine['heads'][number],
): void {
  const ofWorkspace = heads.get(workspaceId) ?? new Map<string, ChainEnd>();
  heads.set(workspaceId, ofWorkspace);
  // A process that took over another's head may have been slower than that one.
  if (seq > (ofWorkspace.get(writer)?.seq ?? 0)) ofWorkspace.set(writer, { seq, mac });
}
