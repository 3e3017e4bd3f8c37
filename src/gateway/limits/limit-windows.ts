import type { Clock } from '../../kernel/clock.ts';
import { evictUsage, takeUsage } from '../../store/limit-usage.ts';
import type { Store } from '../../store/open-store.ts';

/** A limit in one of its windows. */
export interface LimitWindow {
  readonly workspaceId: string;
  /** Of whom and what: `person:usr_…:calls_a_minute`. */
  readonly counter: string;
  readonly lengthMs: number;
  readonly amount: number;
}

export type Taken =
  /** `giveBack`: it was not used after all. */
  | { readonly ok: true; readonly giveBack: () => void }
  | { readonly ok: false; readonly retryAfterMs: number };

/** Counts among all processes, without a write into the database for each call. */
export interface LimitWindows {
  take(window: LimitWindow): Promise<Taken>;
}

/** A block is this part of a limit: so much, for each further process, may be left unused in a window. */
const blocksOfLimit = 20;
const largestBlock = 50;
/** Counters kept; the oldest go first, and with them at most a block each. */
const maxKept = 50_000;
/** Milliseconds between two looks at the database's clock, and at windows that are over. */
const tendMs = 60_000;

interface Leased {
  windowStart: number;
  left: number;
  amount: number;
  /** Until the window ends nothing is left for anybody. */
  exhausted: boolean;
  leasing: Promise<void> | undefined;
}

export function createLimitWindows({
  store,
  clock,
}: {
  readonly store: Store;
  readonly clock: Clock;
}): LimitWindows {
  const leases = new Map<string, Leased>();
  /** How far the database's clock is ahead of ours. */
  let aheadMs: number | undefined;
  let tendAfter = 0;
  let tending: Promise<void> | undefined;

  async function tend(): Promise<void> {
    const before = clock.now();
    const now = await store.now();
    aheadMs = now - clock.now();
    tendAfter = before + tendMs;
    await evictUsage(store.db, now);
  }

  async function now(): Promise<number> {
    if (aheadMs === undefined || clock.now() >= tendAfter) {
      tending ??= tend().finally(() => (tending = undefined));
      await tending;
    }
    return clock.now() + (aheadMs ?? 0);
  }

  function leasedFor(key: string, windowStart: number, amount: number): Leased {
    const known = leases.get(key);
    if (known?.windowStart === windowStart && known.amount === amount) return known;
    const fresh: Leased = { windowStart, amount, left: 0, exhausted: false, leasing: undefined };
    leases.delete(key);
    const oldest = leases.keys().next();
    if (leases.size >= maxKept && !oldest.done) leases.delete(oldest.value);
    leases.set(key, fresh);
    return fresh;
  }

  async function lease({ workspaceId, counter, lengthMs, amount }: LimitWindow, of: Leased): Promise<void> {
    const { windowStart } = of;
    const window = { workspaceId, counter, windowStart, expiresAt: windowStart + 2 * lengthMs };
    const whole = Math.min(largestBlock, Math.max(1, Math.ceil(amount / blocksOfLimit)));
    for (const block of whole === 1 ? [1] : [whole, 1]) {
      if (await takeUsage(store.db, window, { block, amount })) {
        of.left += block;
        return;
      }
    }
    of.exhausted = true;
  }

  const keyOf = ({ workspaceId, counter }: LimitWindow): string => `${workspaceId} ${counter}`;

  return {
    async take(window) {
      const at = await now();
      const windowStart = at - (at % window.lengthMs);
      const leased = leasedFor(keyOf(window), windowStart, window.amount);
      while (leased.left < 1) {
        if (leased.exhausted) return { ok: false, retryAfterMs: windowStart + window.lengthMs - at };
        // One at a time: those who come meanwhile wait for the same block.
        leased.leasing ??= lease(window, leased).finally(() => (leased.leasing = undefined));
        await leased.leasing;
      }
      leased.left -= 1;
      return { ok: true, giveBack: () => (leased.left += 1) };
    },
  };
}
