import { AppError, toAppError } from '../kernel/app-error.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Secret } from '../kernel/secret.ts';
import { lastOfChain, recordsOfChain, type ChainHead } from '../store/audit-records.ts';
import { auditRecordsAtOnce, insertAuditRecords } from '../store/insert-audit-records.ts';
import type { Store } from '../store/open-store.ts';
import type { Log } from '../telemetry/log.ts';
import { chainStart, macOf } from './chain.ts';
import type { AuditEntry, AuditRecord, Recorder } from './record.ts';
import { storable } from './storable.ts';

export interface RecorderParts {
  readonly store: Store;
  /** Of this process alone: two processes with one writer would break each other's chain. */
  readonly writer: string;
  readonly key: Secret;
  readonly ids: NewId;
  readonly log: Log;
}

export interface ClosableRecorder extends Recorder {
  /** Where this writer's chains end by what is committed, by workspace; for checkpoints. */
  heads(): ReadonlyMap<string, ChainHead>;
  /** Commits what is queued, then takes no more. Raises as `flush` does. */
  close(): Promise<void>;
}

/** Milliseconds that the record of a read waits for company. */
const gatherMs = 25;
/** Milliseconds before what could not be written is tried again without being asked. */
const retryMs = 1_000;
/** Entries kept while the database fails; beyond them `enqueue` refuses, and with it the call. */
const mostQueued = 10_000;

interface Pending {
  readonly id: string;
  readonly entry: AuditEntry;
  /** Somebody waits for this one. */
  readonly settle?: { readonly resolve: () => void; readonly reject: (error: AppError) => void };
}

/**
 * Writes entries in groups, each bound to the one before it in the chain of this writer and its workspace.
 *
 * Where the database fails, waiting `commit`s are rejected with `internal` and their entries forgotten, since the caller
 * was told; entries that nobody waits for stay queued and are written first as soon as the database works again.
 */
export function createRecorder({ store, writer, key, ids, log }: RecorderParts): ClosableRecorder {
  let queue: Pending[] = [];
  const heads = new Map<string, ChainHead>();
  let draining: Promise<void> | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failure: AppError | undefined;
  let closed = false;

  function accept(entry: AuditEntry, settle?: Pending['settle']): void {
    if (closed) throw unrecorded(new Error('the recorder is closed'), entry);
    if (queue.length >= mostQueued) throw unrecorded(failure ?? new Error('too many entries wait'), entry);
    queue.push({ id: ids('aud'), entry: storable(entry), ...(settle && { settle }) });
  }

  /** One at a time; what comes in meanwhile is part of it. */
  function drain(): Promise<void> {
    clearImmediate(immediate);
    clearTimeout(timer);
    immediate = timer = undefined;
    draining ??= commitAll().finally(() => {
      draining = undefined;
      if (queue.length > 0 && !closed) wake(queue.some(({ settle }) => settle));
    });
    return draining;
  }

  async function commitAll(): Promise<void> {
    while (queue.length > 0) {
      try {
        if (failure) await forgetWhatIsStored();
        const batch = queue.slice(0, auditRecordsAtOnce);
        const records = await bind(batch);
        await insertAuditRecords(store, records, batch.some(({ settle }) => settle) ? 'disk' : 'process');
        for (const record of records) heads.set(record.workspaceId, { seq: record.seq, mac: record.mac });
        queue = queue.slice(batch.length);
        if (failure) log.info('record.commit_recovered', { stored: batch.length });
        failure = undefined;
        for (const { settle } of batch) settle?.resolve();
      } catch (thrown) {
        fail(thrown);
        return;
      }
    }
  }

  /** Gives each entry its place after the heads, which move only once the batch is stored. */
  async function bind(batch: readonly Pending[]): Promise<AuditRecord[]> {
    const tips = new Map<string, ChainHead>();
    const records: AuditRecord[] = [];
    for (const { id, entry } of batch) {
      const { workspaceId } = entry;
      const tip = tips.get(workspaceId) ?? (await headOf(workspaceId));
      const record = { ...entry, id, writer, seq: tip.seq + 1, prev: tip.mac, mac: '' };
      record.mac = macOf(key, record);
      tips.set(workspaceId, record);
      records.push(record);
    }
    return records;
  }

  async function headOf(workspaceId: string): Promise<ChainHead> {
    const known = heads.get(workspaceId);
    if (known) return known;
    const head = (await lastOfChain(store.db, workspaceId, writer)) ?? { seq: 0, mac: chainStart };
    heads.set(workspaceId, head);
    return head;
  }

  /** A commit whose answer was lost may have been stored all the same. */
  async function forgetWhatIsStored(): Promise<void> {
    const stored = new Set<string>();
    for (const [workspaceId, { seq }] of heads) {
      const place = { afterSeq: seq, limit: auditRecordsAtOnce };
      for (const record of await recordsOfChain(store.db, { workspaceId, writer }, place)) {
        stored.add(record.id);
        heads.set(workspaceId, { seq: record.seq, mac: record.mac });
      }
    }
    queue = queue.filter(({ id }) => !stored.has(id));
  }

  function fail(thrown: unknown): void {
    failure = toAppError(thrown);
    const refused = queue.filter(({ settle }) => settle);
    queue = queue.filter(({ settle }) => !settle);
    log.error('record.commit_failed', { error: thrown, refused: refused.length, queued: queue.length });
    for (const { settle, entry } of refused) settle?.reject(unrecorded(thrown, entry));
  }

  return {
    commit: (entry) =>
      new Promise((resolve, reject) => {
        accept(entry, { resolve, reject });
        wake(true);
      }),
    enqueue(entry) {
      accept(entry);
      wake(false);
    },
    flush,
    heads: () => heads,
    async close() {
      closed = true;
      await flush();
    },
  };

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      await drain();
      if (failure) throw failure;
    }
  }

  function wake(somebodyWaits: boolean): void {
    if (draining) return;
    if (somebodyWaits) {
      // Everything asked for in this turn of the event loop shares one commit.
      immediate ??= setImmediate(() => void drain());
    } else if (failure) {
      // A broken database must not keep a finished process alive.
      timer ??= setTimeout(() => void drain(), retryMs).unref();
    } else {
      timer ??= setTimeout(() => void drain(), gatherMs);
    }
  }
}

/** What a caller is told. After an intent that was refused nothing has been sent; an outcome comes after the fact. */
function unrecorded(cause: unknown, entry: AuditEntry): AppError {
  const intent = entry.kind === 'intent';
  return new AppError(
    'internal',
    `The record of this call cannot be written${intent ? ', so nothing was changed' : ''}.`,
    {
      nextStep: intent
        ? 'Try again later; an administrator finds the cause in the log.'
        : 'Check whether a change was made before repeating it; an administrator finds the cause in the log.',
      ...(entry.kind === 'outcome' && entry.effect !== 'read' && { mayHaveHappened: true }),
      cause,
    },
  );
}
