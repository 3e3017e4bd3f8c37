import { setTimeout as wait } from 'node:timers/promises';
import { systemClock, type Clock } from '../../kernel/clock.ts';
import { systemRandom, type Random } from '../../kernel/random.ts';

/** Time and chance as the HTTP client needs them; passed in, so that a test never waits for a retry. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  /** Resolves after that many milliseconds; rejects when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemRuntime: Runtime = {
  clock: systemClock,
  random: systemRandom,
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};
