import {
  noteAttempt,
  pageOfDeadLetters,
  removeDeadLetter,
  type DeadLetter,
} from '../../store/audit-dead-letters.ts';
import { rowsOfChain } from '../../store/audit-records.ts';
import { enabledStreams, type StoredStream, type StreamKey } from '../../store/audit-streams.ts';
import { pumpStream, type StreamParts } from './pump-stream.ts';
import { sendDelivery, type Delivered } from './send-delivery.ts';
import { openSecrets, sealSecrets, type StreamSecrets } from './stream-secrets.ts';

/** Sends the records of workspaces to their targets (GOVERNANCE §4), and does what administrators ask of that. */
export interface RecordStreams {
  seal(key: StreamKey, secrets: StreamSecrets): Promise<Uint8Array>;
  /** Raises `internal` where they cannot be opened. */
  secretsOf(key: StreamKey): Promise<StreamSecrets>;
  /** A delivery without records. */
  test(stream: StoredStream, signal: AbortSignal): Promise<Delivered>;
  /** Sends dead letters again, the oldest first, until one is not taken. */
  replay(stream: StoredStream, signal: AbortSignal): Promise<Replayed>;
  /** Delivers what waits now, everywhere; what `start` does again and again. */
  deliver(): Promise<void>;
  start(): void;
  close(): Promise<void>;
}

export interface Replayed {
  readonly delivered: number;
  /** Letters whose records retention has deleted meanwhile. */
  readonly gone: number;
  /** What the target said to the one that it did not take. */
  readonly stoppedBy?: string;
}

/** Milliseconds between two looks for records to send. */
const everyMs = 1_000;
/** Looks between two at all chains; at the others those that moved lately are enough. */
const wholeEvery = 60;
/** Milliseconds by which a look reaches back behind the one before. */
const overlapMs = 60_000;
/** Letters that one replay sends. */
const lettersAtOnce = 100;

export function createRecordStreams(parts: StreamParts): RecordStreams {
  const { store, vault, log } = parts;
  const pumping = new Map<string, Promise<void>>();
  /** By stream: since when whatever moved may wait. */
  const drained = new Map<string, number>();
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let looks = 0;
  let failing = false;

  async function pump(stream: StoredStream): Promise<void> {
    const { id } = stream;
    const isWhole = looks % wholeEvery === 0;
    const startedAt = await store.now();
    const movedSince = isWhole ? 0 : (drained.get(id) ?? 0);
    const isDone = await pumpStream(parts, stream, { movedSince, signal: stopping.signal });
    if (isDone) drained.set(id, startedAt - overlapMs);
    else drained.delete(id);
  }

  async function look(): Promise<void> {
    try {
      for (const stream of await enabledStreams(store.db)) {
        if (pumping.has(stream.id)) continue;
        const run = pump(stream)
          .catch((error: unknown) => log.warn('record.stream_stopped', { stream: stream.id, error }))
          .finally(() => pumping.delete(stream.id));
        pumping.set(stream.id, run);
      }
      failing = false;
    } catch (error) {
      // A database that is away is told once, not every second.
      if (!failing) log.warn('record.streams_failed', { error });
      failing = true;
    }
    looks += 1;
  }

  async function send(
    stream: StoredStream,
    content: Pick<Parameters<typeof sendDelivery>[1]['batch'], 'kind' | 'writer' | 'records'>,
    signal: AbortSignal,
  ): Promise<Delivered> {
    const secrets = await openSecrets({ db: store.db, vault }, stream);
    const batch = { streamId: stream.id, workspaceId: stream.workspaceId, ...content };
    return sendDelivery(parts, { stream, secrets, batch, signal });
  }

  async function replayOne(
    stream: StoredStream,
    letter: DeadLetter,
    signal: AbortSignal,
  ): Promise<Delivered | 'gone'> {
    const { workspaceId, writer, fromSeq, toSeq } = letter;
    const place = { afterSeq: fromSeq - 1, limit: toSeq - fromSeq + 1 };
    const rows = await rowsOfChain(store.db, { workspaceId, writer }, place);
    const records = rows.flatMap(({ record }) => (record && record.seq <= toSeq ? [record] : []));
    if (records.length === 0) return 'gone';
    return send(stream, { kind: 'replay', writer, records }, signal);
  }

  return {
    seal: (key, secrets) => sealSecrets(vault, key, secrets),
    secretsOf: (key) => openSecrets({ db: store.db, vault }, key),
    test: (stream, signal) => send(stream, { kind: 'test', writer: '', records: [] }, signal),
    async replay(stream, signal) {
      const key = { workspaceId: stream.workspaceId, streamId: stream.id };
      const { items } = await pageOfDeadLetters(store.db, key, { limit: lettersAtOnce });
      let delivered = 0;
      let gone = 0;
      for (const letter of items) {
        const result = await replayOne(stream, letter, signal);
        if (result !== 'gone' && result.outcome !== 'taken') {
          await noteAttempt(store.db, letter, result.reason);
          return { delivered, gone, stoppedBy: result.reason };
        }
        await removeDeadLetter(store.db, letter);
        if (result === 'gone') gone += 1;
        else delivered += 1;
      }
      return { delivered, gone };
    },
    async deliver() {
      await look();
      await Promise.all(pumping.values());
    },
    start() {
      timer ??= setInterval(() => void look(), everyMs).unref();
    },
    async close() {
      clearInterval(timer);
      stopping.abort();
      await Promise.all(pumping.values());
    },
  };
}
