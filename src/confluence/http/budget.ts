import { OutOfTime } from './failures.ts';
import type { Runtime } from './runtime.ts';

/** The time one call may take, waiting and repetitions included, tied to its caller's signal. */
export interface Budget {
  /** Aborts when the time is up (with OutOfTime) or the caller does. */
  readonly signal: AbortSignal;
  /** Milliseconds left. */
  remaining(): number;
  /** Stops counting; the caller's signal still aborts. For answers that are streamed. */
  stopCounting(): void;
  /** Lets go of the timer and of the caller's signal. */
  end(): void;
}

export function startBudget(totalMs: number, caller: AbortSignal, runtime: Runtime): Budget {
  const deadline = runtime.clock.now() + totalMs;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new OutOfTime()), totalMs);
  const onCallerAbort = (): void => controller.abort(caller.reason);
  if (caller.aborted) onCallerAbort();
  else caller.addEventListener('abort', onCallerAbort, { once: true });
  return {
    signal: controller.signal,
    remaining: () => deadline - runtime.clock.now(),
    stopCounting: () => clearTimeout(timer),
    end: () => {
      clearTimeout(timer);
      caller.removeEventListener('abort', onCallerAbort);
    },
  };
}
