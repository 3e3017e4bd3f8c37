import { listUnfinishedRefreshes } from '../../store/grant-refreshes.ts';
import type { Store } from '../../store/open-store.ts';
import { listUnusedGrants, removeGrantIfUnused } from '../../store/upstream-grants.ts';
import type { Log } from '../../telemetry/log.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { RefreshOnce } from './refresh-once.ts';

export interface Sweeper {
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** Milliseconds between two looks for refreshes that nobody finished: few of the ten minutes that Atlassian gives. */
const lookMs = 5_000;
/** How many refreshes are finished at the same time. */
const atOnce = 8;
/** How many looks pass between two for grants that nobody uses. */
const looksBetweenTidying = 120;
/** Milliseconds for which a grant may wait for its first user. */
const unusedMs = 3_600_000;

/**
 * Finishes refreshes whose process died or whose answer was lost, at once and then every few seconds: the next call may
 * come when the old token is not taken any more. Also removes grants that nobody uses.
 */
export function startSweeper(parts: {
  readonly store: Store;
  readonly refresh: RefreshOnce;
  readonly log: Log;
}): Sweeper {
  const { store, refresh, log } = parts;
  let looks = 0;
  const stopping = new AbortController();
  let failing = false;
  let running: Promise<void> | undefined;

  async function finishRefreshes(): Promise<void> {
    const unfinished = await listUnfinishedRefreshes(store.db, await store.now());
    for (let first = 0; first < unfinished.length && !stopping.signal.aborted; first += atOnce)
      await Promise.all(unfinished.slice(first, first + atOnce).map(finish));
  }

  async function finish({
    id,
    generation,
  }: {
    readonly id: string;
    readonly generation: number;
  }): Promise<void> {
    try {
      await refresh.newerThan({ id }, generation);
      log.info('upstream.refresh_finished', { grantId: id });
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code === 'internal') throw thrown;
      log.info('upstream.refresh_unfinished', { grantId: id, code: thrown.code });
    }
  }

  async function tidy(): Promise<void> {
    const unused = await listUnusedGrants(store.db, (await store.now()) - unusedMs);
    for (const id of unused)
      await store.db.transaction().execute((transaction) => removeGrantIfUnused(transaction, id));
  }

  async function look(): Promise<void> {
    try {
      await finishRefreshes();
      if (looks % looksBetweenTidying === 0) await tidy();
      looks += 1;
      failing = false;
    } catch (error) {
      // A database that is away is told once.
      if (!failing) log.warn('upstream.sweep_failed', { error });
      failing = true;
    }
  }

  function wake(): void {
    running ??= look().finally(() => (running = undefined));
  }
  wake();
  const timer = setInterval(wake, lookMs).unref();

  return {
    async close() {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}
