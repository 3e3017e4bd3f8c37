import type { IncomingHttpHeaders } from 'node:http';
import type { Runtime } from './runtime.ts';

export interface RetryOptions {
  /** Repetitions after the first attempt. */
  readonly attempts: number;
  /** First pause after a failed connection or a 5xx answer, milliseconds; doubles each time. */
  readonly startMs: number;
  /** First pause after a 429 that does not say when to come back, milliseconds; doubles each time. */
  readonly throttledStartMs: number;
  /** Longest pause, milliseconds. */
  readonly capMs: number;
}

/** As the vendor recommends (facts: confluence-api §4), with a shorter first pause where nobody asked us to slow down. */
export const defaultRetry: RetryOptions = {
  attempts: 4,
  startMs: 250,
  throttledStartMs: 5000,
  capMs: 30_000,
};

/** Whether an answer with this status may differ when asked again. */
export function isTransient(status: number): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

/**
 * Milliseconds to wait before repetition number `attempt` (from 0). What the site asked for is waited in full, with
 * jitter only on top; our own pauses are jittered ×0.7–1.3.
 */
export function pauseBefore(
  attempt: number,
  cause: { readonly throttled: boolean; readonly retryAfterMs: number | undefined },
  options: RetryOptions,
  runtime: Runtime,
): number {
  const jitter = fraction(runtime);
  const told = cause.retryAfterMs !== undefined;
  const start = cause.throttled && !told ? options.throttledStartMs : options.startMs;
  const own = Math.min(start * 2 ** attempt, options.capMs) * (0.7 + 0.6 * jitter);
  return Math.round(Math.max(own, (cause.retryAfterMs ?? 0) * (1 + 0.3 * jitter)));
}

/**
 * Milliseconds from now until the site wants to hear from us again, from `Retry-After` (seconds or a date) or its beta
 * twin; undefined where the answer does not say.
 */
export function retryAfter(headers: IncomingHttpHeaders, now: number): number | undefined {
  const value = headers['retry-after'] ?? headers['beta-retry-after'];
  if (typeof value !== 'string') return undefined;
  const seconds = Number(value);
  if (value.trim() !== '' && Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function fraction(runtime: Runtime): number {
  const [high = 0, low = 0] = runtime.random.bytes(2);
  return (high * 256 + low) / 65_535;
}
