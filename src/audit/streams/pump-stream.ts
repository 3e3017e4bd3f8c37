import type { Clock } from '../../kernel/clock.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Random } from '../../kernel/random.ts';
import type { Transport } from '../../confluence/http/transport.ts';
import { insertDeadLetter } from '../../store/audit-dead-letters.ts';
import { advancePosition, waitingChains, type WaitingChain } from '../../store/audit-stream-positions.ts';
import {
  findStream,
  putStreamState,
  type StoredStream,
  type StreamState,
} from '../../store/audit-streams.ts';
import { releaseLease, renewLease, takeLease } from '../../store/leases.ts';
import type { Executor, Store } from '../../store/open-store.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Sealer } from '../../vault/vault.ts';
import { nextBatch, type NextBatch } from './next-batch.ts';
import { pauseAfter } from './pause.ts';
import { sendDelivery, type Delivered } from './send-delivery.ts';
import { openSecrets } from './stream-secrets.ts';

export interface StreamParts {
  readonly store: Store;
  readonly vault: Sealer;
  readonly transport: Pick<Transport, 'send'>;
  readonly clock: Clock;
  readonly ids: NewId;
  readonly random: Random;
  readonly log: Log;
}

/** How often the target has to refuse a record alone before it is set aside. */
const mostRefusals = 3;
/** Longer than a delivery may take. */
const leaseMs = 120_000;
const chainsAtOnce = 50;

/**
 * Delivers what waits of one stream until nothing does, the target wants a pause, or the signal aborts. One process at a
 * time by lease: a position moves only in a transaction that still has the lease, from where it was, so that a process that
 * was away too long delivers a batch twice at worst and never skips one. Returns whether everything was delivered.
 */
export async function pumpStream(
  parts: StreamParts,
  { workspaceId, id }: Pick<StoredStream, 'workspaceId' | 'id'>,
  { movedSince, signal }: { readonly movedSince: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const { store, ids } = parts;
  const { db } = store;
  const [first] = await waitingChains(db, { workspaceId, streamId: id }, { movedSince, limit: 1 });
  if (!first) return true;
  const now = await store.now();
  const lease = { name: `audit-stream:${id}`, holder: ids('snd'), expiresAt: now + leaseMs };
  if (!(await takeLease(db, lease, now))) return false;
  try {
    for (;;) {
      const chains = await waitingChains(
        db,
        { workspaceId, streamId: id },
        { movedSince, limit: chainsAtOnce },
      );
      if (chains.length === 0) return true;
      for (const chain of chains) {
        // Read anew: its address may have changed, and the attempts before this one count.
        const stream = await findStream(db, workspaceId, id);
        if (signal.aborted || !stream?.isEnabled) return false;
        if ((stream.state.nextAttemptAt ?? 0) > (await store.now())) return false;
        await deliver(parts, { stream, chain, lease, signal });
      }
    }
  } finally {
    await releaseLease(db, lease);
  }
}

interface Attempt {
  readonly stream: StoredStream;
  readonly chain: WaitingChain;
  readonly lease: { readonly name: string; readonly holder: string };
  readonly signal: AbortSignal;
}

async function deliver(parts: StreamParts, attempt: Attempt): Promise<void> {
  const { stream, chain, signal } = attempt;
  const { db } = parts.store;
  const batch = await nextBatch(db, stream, chain);
  if (batch.isUnreadable) {
    return settle(parts, attempt, batch, {
      outcome: 'refused',
      reason: 'The record at this place is damaged.',
    });
  }
  if (batch.records.length === 0) return settle(parts, attempt, batch, { outcome: 'taken' });
  const delivered = await sendDelivery(parts, {
    stream,
    secrets: await openSecrets({ db, vault: parts.vault }, stream),
    batch: {
      streamId: stream.id,
      workspaceId: stream.workspaceId,
      kind: 'records',
      writer: chain.writer,
      records: batch.records,
    },
    signal,
  });
  // An attempt that we broke off ourselves says nothing of the target.
  if (signal.aborted && delivered.outcome === 'later') return;
  await settle(parts, attempt, batch, delivered);
}

/** Puts down what became of an attempt: the position, the dead letter and the state move together or not at all. */
async function settle(
  parts: StreamParts,
  { stream, chain, lease }: Attempt,
  batch: NextBatch,
  delivered: Delivered,
): Promise<void> {
  const { store, log, random, ids } = parts;
  const { state } = stream;
  const now = await store.now();
  const fromSeq = chain.deliveredSeq + 1;
  const { writer } = state.refused ?? {};
  const refused = writer === chain.writer && state.refused?.fromSeq === fromSeq ? state.refused : undefined;

  const inPlace = (work: (tx: Executor) => Promise<boolean>, next: StreamState): Promise<void> =>
    store.db.transaction().execute(async (tx) => {
      const isOurs = await renewLease(tx, { ...lease, expiresAt: now + leaseMs });
      if (!isOurs || !(await work(tx))) throw new Error(`stream ${stream.id} is served by another process`);
      await putStreamState(tx, stream, next);
    });
  const advance = (tx: Executor): Promise<boolean> =>
    advancePosition(
      tx,
      {
        workspaceId: stream.workspaceId,
        streamId: stream.id,
        writer: chain.writer,
        seq: batch.toSeq,
      },
      { from: chain.deliveredSeq, now },
    );

  switch (delivered.outcome) {
    case 'taken': {
      if (state.failures > 0) log.info('record.stream_recovered', { stream: stream.id });
      const left = refused && refused.toSeq > batch.toSeq;
      const elsewhere = refused ? undefined : state.refused;
      return inPlace(advance, {
        failures: 0,
        lastDeliveredAt: now,
        ...(left && { refused: { ...refused, fromSeq: batch.toSeq + 1, times: 0 } }),
        ...(elsewhere && { refused: elsewhere }),
      });
    }
    case 'later': {
      const failures = state.failures + 1;
      if (failures === 1) log.warn('record.stream_failed', { stream: stream.id, reason: delivered.reason });
      const nextAttemptAt = now + pauseAfter(failures, delivered.retryAfterMs, random);
      const lastFailure = { at: now, reason: delivered.reason };
      return inPlace(async () => true, { ...state, failures, nextAttemptAt, lastFailure });
    }
    case 'refused': {
      const isAlone = batch.records.length < 2;
      const times = isAlone ? (refused?.times ?? 0) + 1 : 0;
      const lastFailure = { at: now, reason: delivered.reason };
      const failures = state.failures + 1;
      if (times < mostRefusals && !batch.isUnreadable) {
        return inPlace(async () => true, {
          ...state,
          failures,
          nextAttemptAt: now + pauseAfter(failures, undefined, random),
          lastFailure,
          refused: { writer: chain.writer, fromSeq, toSeq: batch.toSeq, times },
        });
      }
      log.warn('record.stream_letter_died', { stream: stream.id, writer: chain.writer, fromSeq });
      const { refused: _over, nextAttemptAt: _now, ...rest } = state;
      return inPlace(
        async (tx) => {
          await insertDeadLetter(tx, {
            workspaceId: stream.workspaceId,
            streamId: stream.id,
            id: ids('ltr'),
            writer: chain.writer,
            fromSeq,
            toSeq: batch.toSeq,
            reason: delivered.reason,
            attempts: times,
            at: now,
          });
          return advance(tx);
        },
        { ...rest, lastFailure },
      );
    }
    default:
      return delivered satisfies never;
  }
}
