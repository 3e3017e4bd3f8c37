import type { Runtime } from '../http/runtime.ts';

export interface TestRuntime extends Runtime {
  /** What was slept, milliseconds. */
  readonly slept: number[];
}

/** Time that passes only when someone sleeps, and chance that always falls in the middle. */
export function createTestRuntime(start = Date.parse('2026-01-15T10:00:00Z')): TestRuntime {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    clock: { now: () => now },
    random: { bytes: (length) => new Uint8Array(length).fill(0x80) },
    async sleep(milliseconds, signal) {
      signal.throwIfAborted();
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
}
