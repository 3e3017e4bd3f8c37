import type { IncomingHttpHeaders } from 'node:http';
import type { Budget } from './budget.ts';
import { ExchangeFailed } from './exchange.ts';
import { errorFromFailure, isWorthRepeating } from './failures.ts';
import type { InFlight } from './in-flight.ts';
import { isTransient, pauseBefore, retryAfter, type RetryOptions } from './retry.ts';
import type { Runtime } from './runtime.ts';
import type { UpstreamRequest } from './upstream-request.ts';

interface AttemptOptions {
  readonly inFlight: InFlight;
  readonly retry: RetryOptions;
  readonly runtime: Runtime;
  /** The whole time of a call, for messages. */
  readonly timeoutMs: number;
  /** Raises for an origin that may not be asked. */
  readonly before: (origin: string) => void;
  /** Told the headers of every answer. */
  readonly heard: (origin: string, headers: IncomingHttpHeaders) => void;
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Sends a request as often as is safe and useful. */
export interface Attempts {
  /**
   * The first answer worth having, or the last one when patience ends. Reads are repeated after transient answers and
   * failures; writes only after failures that happened before anything was sent. A place in flight is held during an
   * attempt, never during a pause. Raises AppError where there is no answer.
   */
  run<T extends Answered>(
    request: UpstreamRequest,
    budget: Budget,
    caller: AbortSignal,
    attempt: () => Promise<T>,
  ): Promise<T>;
}

export function createAttempts(options: AttemptOptions): Attempts {
  const { inFlight, retry, runtime } = options;

  function failure(request: UpstreamRequest, failed: ExchangeFailed, caller: AbortSignal): Error {
    return errorFromFailure(failed.cause, {
      request: `${request.method} ${request.path.split('?')[0]}`,
      host: new URL(request.origin).host,
      effect: request.effect,
      sent: failed.sent,
      cancelled: caller.aborted,
      timeoutMs: options.timeoutMs,
    });
  }

  async function inPlace<T>(
    request: UpstreamRequest,
    signal: AbortSignal,
    run: () => Promise<T>,
  ): Promise<T> {
    options.before(request.origin);
    const entering = inFlight.enter(request.origin, request.person, signal);
    let leave: () => void;
    try {
      leave = typeof entering === 'function' ? entering : await entering;
    } catch (reason) {
      throw new ExchangeFailed(false, reason);
    }
    try {
      return await run();
    } finally {
      leave();
    }
  }

  return {
    async run(request, budget, caller, attempt) {
      const repeatable = request.effect === 'read';
      for (let count = 0; ; count += 1) {
        let pause: number;
        try {
          const answer = await inPlace(request, budget.signal, attempt);
          options.heard(request.origin, answer.headers);
          if (!repeatable || !isTransient(answer.status) || count >= retry.attempts) return answer;
          const retryAfterMs = retryAfter(answer.headers, runtime.clock.now());
          pause = pauseBefore(count, { throttled: answer.status === 429, retryAfterMs }, retry, runtime);
          if (pause >= budget.remaining()) return answer;
        } catch (thrown) {
          const failed = thrown instanceof ExchangeFailed ? thrown : new ExchangeFailed(true, thrown);
          pause = pauseBefore(count, { throttled: false, retryAfterMs: undefined }, retry, runtime);
          const useful = (repeatable || !failed.sent) && isWorthRepeating(failed.cause);
          const over = budget.signal.aborted || count >= retry.attempts || pause >= budget.remaining();
          if (!useful || over) throw failure(request, failed, caller);
        }
        try {
          await runtime.sleep(pause, budget.signal);
        } catch {
          throw failure(request, new ExchangeFailed(false, budget.signal.reason), caller);
        }
        request.onRepeat?.();
      }
    },
  };
}
