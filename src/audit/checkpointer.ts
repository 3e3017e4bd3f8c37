import type { Secret } from '../kernel/secret.ts';
import { checkpointNumbered } from '../store/audit-checkpoints.ts';
import { retirementOf } from '../store/audit-retirements.ts';
import type { Store } from '../store/open-store.ts';
import type { Log } from '../telemetry/log.ts';
import { appendCheckpoint } from './append-checkpoint.ts';
import type { BoundHead } from './checkpoint.ts';
import { readHead, writeHead, type KeptHead } from './head-file.ts';
import type { ClosableRecorder } from './recorder.ts';
import { checkpointChain } from './retirement.ts';
import { unboundHeads } from './unbound-heads.ts';

export interface CheckpointerParts {
  readonly store: Store;
  readonly recorder: Pick<ClosableRecorder, 'heads'>;
  /** The recorder's. */
  readonly writer: string;
  readonly key: Secret;
  readonly log: Log;
  /** Where the newest checkpoint is kept outside the database; absent where there is no lasting folder. */
  readonly headFile?: string;
}

export interface Checkpointer {
  /** Binds at once what moved since the last checkpoint, and nothing where nothing did. Logs a failure and tries again later. */
  write(): Promise<void>;
  /** Looks for chains that killed processes left unbound; the next checkpoints bind them. */
  lookForUnbound(): Promise<void>;
  /** Binds what is left. After the recorder was closed, before the store is. */
  close(): Promise<void>;
}

/** Milliseconds between two checkpoints. */
const everyMs = 1_000;
/** Checkpoints between two looks for chains that a killed process left unbound. */
const lookEvery = 600;
/** Heads that one checkpoint takes over from others. */
const mostFound = 500;

/** Writes a signed checkpoint at most every second, whenever chains moved. */
export function startCheckpoints(parts: CheckpointerParts): Checkpointer {
  const { store, recorder, writer, log, headFile } = parts;
  const bound = new Map<string, number>();
  let found: BoundHead[] = [];
  let keepsHead = headFile !== undefined;
  let isCompared = false;
  let ticks = 0;
  let waiting = 0;
  let failing = false;
  let writing = Promise.resolve();
  let looking: Promise<void> | undefined;
  const stopping = new AbortController();

  function moved(): BoundHead[] {
    return [...recorder.heads()]
      .filter(([workspaceId, { seq }]) => seq > (bound.get(workspaceId) ?? 0))
      .map(([workspaceId, { seq, mac }]) => ({ workspaceId, writer, seq, mac }));
  }

  async function writeOne(): Promise<void> {
    try {
      if (!isCompared) await compareWithKept();
      isCompared = true;
      const own = moved();
      const others = found.slice(0, mostFound);
      if (own.length + others.length === 0) return;
      const head = await appendCheckpoint(parts, [...own, ...others]);
      found = found.slice(others.length);
      for (const { workspaceId, seq } of own) bound.set(workspaceId, seq);
      await keep(head);
      failing = false;
    } catch (error) {
      // A database that is away is told once, not every second.
      if (!failing) log.error('record.checkpoint_failed', { error });
      failing = true;
    }
  }

  /** A database that was put back does not know the checkpoint kept outside; what shows it is not overwritten. */
  async function compareWithKept(): Promise<void> {
    if (headFile === undefined) return;
    try {
      const kept = await readHead(headFile);
      if (!kept || (await isKnown(kept))) return;
      log.error('record.rollback_found', { file: headFile, number: kept.number });
    } catch (error) {
      log.error('record.head_unreadable', { file: headFile, error });
    }
    keepsHead = false;
  }

  async function isKnown({ number, mac }: KeptHead): Promise<boolean> {
    const stored = await checkpointNumbered(store.db, number);
    if (stored) return stored.mac === mac;
    return number <= ((await retirementOf(store.db, checkpointChain))?.seq ?? 0);
  }

  async function keep(head: KeptHead): Promise<void> {
    if (headFile === undefined || !keepsHead) return;
    try {
      // Another process that shares the folder may be further.
      const kept = await readHead(headFile);
      if (!kept || kept.number < head.number) await writeHead(headFile, head, writer);
    } catch (error) {
      // Said once; a replica that has all its keys from the configuration may have no folder.
      log.warn('record.head_unwritten', { file: headFile, error });
      keepsHead = false;
    }
  }

  /** One after another. */
  function write(): Promise<void> {
    waiting += 1;
    writing = writing.then(writeOne).finally(() => (waiting -= 1));
    return writing;
  }

  async function look(): Promise<void> {
    const heads: BoundHead[] = [];
    try {
      for await (const head of unboundHeads(store, stopping.signal)) {
        if (head.writer !== writer) heads.push(head);
      }
    } catch (error) {
      log.warn('record.look_failed', { error });
    }
    found = heads;
  }

  function lookForUnbound(): Promise<void> {
    looking ??= look().finally(() => (looking = undefined));
    return looking;
  }

  const timer = setInterval(() => {
    if (ticks % lookEvery === 0) void lookForUnbound();
    ticks += 1;
    if (waiting === 0) void write();
  }, everyMs).unref();

  return {
    write,
    lookForUnbound,
    async close() {
      clearInterval(timer);
      stopping.abort();
      await looking;
      await write();
    },
  };
}
