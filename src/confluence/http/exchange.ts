import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

export interface ExchangeRequest {
  readonly origin: string;
  /** Path with query, as it goes on the wire. */
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Record<string, string>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An exchange that ended without an answer. */
export class ExchangeFailed extends Error {
  /** Whether anything may have reached the other side; false only where certainly nothing did. */
  readonly sent: boolean;

  constructor(sent: boolean, cause: unknown) {
    super('exchange failed', { cause });
    this.name = 'ExchangeFailed';
    this.sent = sent;
  }
}

/** The answer was longer than allowed. */
export class AnswerTooLarge extends Error {
  readonly limitBytes: number;

  constructor(limitBytes: number) {
    super(`answer larger than ${limitBytes} bytes`);
    this.name = 'AnswerTooLarge';
    this.limitBytes = limitBytes;
  }
}

/**
 * One request and its whole answer. Uses the dispatcher's handler interface rather than `request`, because only it tells
 * whether a failed request was ever written, and because it needs no stream.
 * Rejects with ExchangeFailed, whose cause is the signal's reason when the signal aborted it.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: ExchangeRequest,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let settled = false;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let length = 0;
    const chunks: Buffer[] = [];

    function fail(cause: unknown): void {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', onAbort);
      reject(new ExchangeFailed(controller !== undefined, cause));
    }
    function onAbort(): void {
      fail(signal.reason);
      controller?.abort(new Error('aborted'));
    }
    if (signal.aborted) {
      fail(signal.reason);
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });

    const handler: Dispatcher.DispatchHandler = {
      // Called when a connection is up and the request is about to be written.
      onRequestStart(started) {
        if (settled) started.abort(new Error('aborted'));
        else controller = started;
      },
      onResponseStart(_controller, statusCode, responseHeaders) {
        status = statusCode;
        headers = responseHeaders;
      },
      onResponseData(current, chunk) {
        length += chunk.length;
        if (length > maxBytes) {
          fail(new AnswerTooLarge(maxBytes));
          current.abort(new Error('answer too large'));
          return;
        }
        chunks.push(chunk);
      },
      onResponseEnd() {
        if (settled) return;
        settled = true;
        signal.removeEventListener('abort', onAbort);
        const [only] = chunks;
        resolve({
          status,
          headers,
          body: chunks.length === 1 && only ? only : Buffer.concat(chunks, length),
        });
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    };
    try {
      dispatcher.dispatch({ ...request, body: request.body ?? null }, handler);
    } catch (error) {
      fail(error);
    }
  });
}
