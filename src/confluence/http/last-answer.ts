import type { IncomingHttpHeaders } from 'node:http';
import type { UpstreamRequest } from './upstream-request.ts';

interface Heard {
  readonly effect: UpstreamRequest['effect'];
  /** Absent where none came. */
  readonly answer?: { readonly status: number; readonly headers: IncomingHttpHeaders };
}

/**
 * By the signal that a call hands to everything it asks: it reaches the transport through ports that know nothing of calls,
 * whoever made or kept the adapter, and goes away with the call.
 */
const heard = new WeakMap<AbortSignal, Heard>();

/** Keeps how the last request under a signal ended; of one that changes something, whatever is read after it. */
export function noteAnswer(
  signal: AbortSignal,
  effect: UpstreamRequest['effect'],
  answer: Heard['answer'],
): void {
  if (effect === 'read' && heard.get(signal)?.effect === 'write') return;
  // Not the answer itself: its body may be large, and calls go on.
  heard.set(
    signal,
    answer ? { effect, answer: { status: answer.status, headers: answer.headers } } : { effect },
  );
}

/**
 * How the last request that changes something was answered, or the last one where none does, and how Confluence calls it;
 * undefined where that was not answered.
 */
export function lastAnswer(
  signal: AbortSignal,
): { readonly status: number; readonly requestId: string | undefined } | undefined {
  const answer = heard.get(signal)?.answer;
  return answer && { status: answer.status, requestId: requestIdOf(answer.headers) };
}

/**
 * How the other side calls a request, for its own support: Atlassian's edge sends `atl-traceid`, its products once sent
 * `x-arequestid`, and proxies before a Data Center, which has no name for requests, `x-request-id`.
 */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
  const id = headers['atl-traceid'] ?? headers['x-request-id'] ?? headers['x-arequestid'];
  const name = id === undefined ? '' : String(id).slice(0, 200);
  return /^[\x21-\x7e]+$/.test(name) ? name : undefined;
}
