import type { Clock } from '../../src/kernel/clock.ts';

/** A clock that goes on as another one does, and can be moved. */
export interface MovableClock extends Clock {
  /** Moves it by milliseconds, back where they are negative. */
  advance(ms: number): void;
}

export function movableClock(base: Clock): MovableClock {
  let offset = 0;
  return {
    now: () => base.now() + offset,
    advance: (ms) => void (offset += ms),
  };
}

/** A clock that stands still until it is moved. */
export function standingClock(at: number): MovableClock {
  return movableClock({ now: () => at });
}
