import type { NewId } from '../kernel/ids.ts';
import type { Secret } from '../kernel/secret.ts';
import { chainsAfter, type ChainKey } from '../store/audit-chains.ts';
import { deleteCheckpoints, lastCheckpointBefore } from '../store/audit-checkpoints.ts';
import { hasRecordsBefore } from '../store/audit-records.ts';
import { putRetirement } from '../store/audit-retirements.ts';
import { waitingRecords } from '../store/audit-stream-positions.ts';
import { removeStream, streamsOfRemoved } from '../store/audit-streams.ts';
import { eraseExpiredValues } from '../store/audit-values.ts';
import { releaseLease, renewLease, takeLease } from '../store/leases.ts';
import type { Store } from '../store/open-store.ts';
import { renewStatistics } from '../store/statistics.ts';
import type { Log } from '../telemetry/log.ts';
import type { Recorder } from './record.ts';
import { dayMs, recordKeeping } from './record-keeping.ts';
import { checkpointChain, retirementMac } from './retirement.ts';
import { retireChain } from './retire-chain.ts';

export interface RetentionParts {
  readonly store: Store;
  readonly recorder: Recorder;
  readonly key: Secret;
  readonly ids: NewId;
  readonly log: Log;
}

const leaseMs = 600_000;
const chainsAtOnce = 50;
const valuesAtOnce = 500;

/**
 * Erases arguments whose time is over, deletes records that their workspaces no longer keep, and checkpoints that bind none
 * of what is left; then renews what searches of the record are planned by. One process at a time; what was deleted is on record. Stops between two chains when the signal aborts.
 */
export async function applyRetention(parts: RetentionParts, signal: AbortSignal): Promise<void> {
  const { store, ids } = parts;
  const now = await store.now();
  const lease = { name: 'record.retention', holder: ids('ret'), expiresAt: now + leaseMs };
  if (!(await takeLease(store.db, lease, now))) return;
  try {
    while (!signal.aborted && (await eraseExpiredValues(store.db, now, valuesAtOnce)) === valuesAtOnce) {
      await renewLease(store.db, { ...lease, expiresAt: (await store.now()) + leaseMs });
    }
    const keepsForDays = new Map<string, number | null>();
    const deleted = new Map<string, number>();
    let after: ChainKey | undefined;
    while (!signal.aborted) {
      const chains = await chainsAfter(store.db, after, { limit: chainsAtOnce });
      for (const { workspaceId, writer } of chains) {
        if (signal.aborted) break;
        let days = keepsForDays.get(workspaceId);
        if (days === undefined) {
          ({ days } = await recordKeeping(store.db, workspaceId));
          keepsForDays.set(workspaceId, days);
        }
        if (days === null) continue;
        const retired = await retireChain(parts, { workspaceId, writer }, now - days * dayMs);
        deleted.set(workspaceId, (deleted.get(workspaceId) ?? 0) + retired.records);
        if (retired.faultAt !== undefined) {
          parts.log.error('record.retention_refused', { workspaceId, writer, seq: retired.faultAt });
        }
      }
      await renewLease(store.db, { ...lease, expiresAt: (await store.now()) + leaseMs });
      after = chains.at(-1);
      if (chains.length < chainsAtOnce) {
        await retireCheckpoints(parts, keepsForDays, now);
        break;
      }
    }
    await removeOrphanedStreams(parts);
    await renewStatistics(store);
    for (const [workspaceId, records] of deleted) {
      if (records > 0) await putOnRecord(parts, { workspaceId, records, at: now, keepsForDays });
    }
  } finally {
    await releaseLease(store.db, lease);
  }
}

/** A day more than the longest that any workspace keeps its records, so that each kept record has its checkpoint. */
async function retireCheckpoints(
  { store, key }: RetentionParts,
  keepsForDays: ReadonlyMap<string, number | null>,
  now: number,
): Promise<void> {
  let longest = 0;
  for (const days of keepsForDays.values()) longest = Math.max(longest, days ?? Infinity);
  if (longest === 0 || longest === Infinity) return;
  const before = now - (longest + 1) * dayMs;
  for (const workspaceId of keepsForDays.keys()) {
    if (await hasRecordsBefore(store.db, workspaceId, before)) return;
  }
  const last = await lastCheckpointBefore(store.db, before);
  if (!last) return;
  const retirement = { ...checkpointChain, seq: last.number, head: last.mac, at: now };
  await store.db.transaction().execute(async (tx) => {
    await putRetirement(tx, { ...retirement, mac: retirementMac(key, retirement) });
    await deleteCheckpoints(tx, last.number);
  });
}

/** A stream outlives its workspace until the last of its records, which says so, is delivered. */
async function removeOrphanedStreams({ store }: RetentionParts): Promise<void> {
  for (const stream of await streamsOfRemoved(store.db)) {
    const key = { workspaceId: stream.workspaceId, streamId: stream.id };
    if (stream.isEnabled && (await waitingRecords(store.db, key)) > 0) continue;
    await store.db.transaction().execute((tx) => removeStream(tx, stream));
  }
}

async function putOnRecord(
  { recorder, ids }: RetentionParts,
  {
    workspaceId,
    records,
    at,
    keepsForDays,
  }: {
    readonly workspaceId: string;
    readonly records: number;
    readonly at: number;
    readonly keepsForDays: ReadonlyMap<string, number | null>;
  },
): Promise<void> {
  await recorder.commit({
    kind: 'governance',
    at,
    workspaceId,
    callId: ids('call'),
    userId: 'system',
    operation: 'record.retired',
    outcome: 'ok',
    details: [`records ${records}`, `days ${keepsForDays.get(workspaceId) ?? ''}`],
  });
}

/** Milliseconds between two looks for what is to go. */
const everyMs = 3_600_000;
/** Milliseconds after the start: whoever only starts and stops need not look. */
const firstMs = 60_000;

/** Applies retention for as long as the process runs. */
export function startRetention(parts: RetentionParts): { close(): Promise<void> } {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  const run = (): void => {
    running ??= applyRetention(parts, stopping.signal)
      .catch((error: unknown) => parts.log.warn('record.retention_failed', { error }))
      .finally(() => (running = undefined));
  };
  const first = setTimeout(run, firstMs).unref();
  const timer = setInterval(run, everyMs).unref();
  return {
    async close() {
      clearTimeout(first);
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
