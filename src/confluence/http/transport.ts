import type { Dispatcher } from 'undici';
import type { Secret } from '../../kernel/secret.ts';
import { createAddressGuard } from './address-guard.ts';
import { startBudget, type Budget } from './budget.ts';
import { AddressRefused, addressLiteral } from './connector.ts';
import { decoded } from './content-encoding.ts';
import { createDispatcher, type ProxyOptions, type TlsOptions } from './dispatcher.ts';
import { openDownload, type Opened } from './download.ts';
import { exchange, ExchangeFailed, type Answer, type ExchangeRequest } from './exchange.ts';
import { errorFromFailure, isWorthRepeating } from './failures.ts';
import { createInFlight, defaultInFlight, type InFlightLimits } from './in-flight.ts';
import { readRateLimits, type RateLimitView } from './rate-limits.ts';
import { baseHeaders } from './request-headers.ts';
import { defaultRetry, isTransient, pauseBefore, retryAfter, type RetryOptions } from './retry.ts';
import { systemRuntime, type Runtime } from './runtime.ts';

export interface TransportOptions {
  /** Weir's version, for the User-Agent. */
  readonly version: string;
  /** CIDR ranges that are not public and may still be connected to; metadata addresses stay closed. */
  readonly allowPrivate?: readonly string[];
  /** Hosts a download may be redirected to, beside the site itself: `host`, `host:port` or `*.domain`. */
  readonly allowedHosts?: readonly string[];
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
  /** Sent to the site with every request; never credentials (see baseHeaders). */
  readonly headers?: Readonly<Record<string, string | Secret>>;
  readonly connectTimeoutMs?: number;
  /** For one call in all: queueing, repetitions and pauses included. */
  readonly totalTimeoutMs?: number;
  readonly maxResponseBytes?: number;
  readonly maxDownloadBytes?: number;
  readonly retry?: Partial<RetryOptions>;
  readonly inFlight?: Partial<InFlightLimits>;
  readonly runtime?: Runtime;
}

export interface UpstreamRequest {
  /** Scheme, host and port requests go to. */
  readonly origin: string;
  readonly path: string;
  readonly method: ExchangeRequest['method'];
  /** Value of the Authorization header; absent for addresses that need none. */
  readonly authorization?: string;
  /** JSON text. */
  readonly body?: string;
  /** A `read` may be repeated, whatever its method; a `write` only while nothing was sent. */
  readonly effect: 'read' | 'write';
  /** Whose places in the queue this takes. */
  readonly person: string;
}

/** The way out to one connection's site. */
export interface Transport {
  /** The answer, whatever its status. Raises AppError where there is none. */
  send(request: UpstreamRequest, signal: AbortSignal): Promise<Answer>;
  /** A download: follows redirects and gives the bytes as a stream. Answers other than 2xx come back whole. */
  open(request: UpstreamRequest, signal: AbortSignal): Promise<Opened>;
  /** The quota as the site last told it, by origin; undefined where it never did. */
  rateLimits(origin: string): RateLimitView | undefined;
  close(): Promise<void>;
}

const defaults = {
  connectTimeoutMs: 10_000,
  totalTimeoutMs: 60_000,
  maxResponseBytes: 32_000_000,
  maxDownloadBytes: 256_000_000,
};

/** Opens nothing yet. Raises `configuration` for options that cannot work. */
export function createTransport(options: TransportOptions): Transport {
  const { connectTimeoutMs, totalTimeoutMs, maxResponseBytes, maxDownloadBytes } = {
    ...defaults,
    ...options,
  };
  const runtime = options.runtime ?? systemRuntime;
  const retry = { ...defaultRetry, ...options.retry };
  const guard = createAddressGuard(options.allowPrivate ?? []);
  const headers = baseHeaders(options.version, options.headers ?? {});
  const inFlight = createInFlight({ ...defaultInFlight, ...options.inFlight });
  const limits = new Map<string, RateLimitView>();
  const judged = new Set<string>();
  const network = { connectTimeoutMs, guard, ...(options.proxy && { proxy: options.proxy }) };
  const site = createDispatcher({ ...network, ...(options.tls && { tls: options.tls }) });
  let elsewhere: Dispatcher | undefined;

  /** Other hosts see neither the client certificate nor the operator's headers. */
  function dispatcherElsewhere(): Dispatcher {
    const ca = options.tls?.ca;
    elsewhere ??= createDispatcher({ ...network, ...(ca !== undefined && { tls: { ca } }) });
    return elsewhere;
  }

  /** Behind a proxy names are resolved out of sight; addresses written as such are judged here, and local names. */
  function judge(origin: string): void {
    if (options.proxy === undefined || judged.has(origin)) return;
    const name = new URL(origin).hostname.replace(/\.$/, '');
    const local = name === 'localhost' || name.endsWith('.localhost') ? '127.0.0.1' : undefined;
    const literal = addressLiteral(name) ?? local;
    const verdict = literal === undefined ? 'allowed' : guard.verdict(literal);
    if (literal !== undefined && verdict !== 'allowed') {
      throw new ExchangeFailed(false, new AddressRefused(literal, verdict));
    }
    judged.add(origin);
  }

  async function repeating<T extends { readonly status: number; readonly headers: Answer['headers'] }>(
    request: UpstreamRequest,
    budget: Budget,
    caller: AbortSignal,
    attemptOnce: () => Promise<T>,
  ): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      let pause: number | undefined;
      try {
        const answer = await inPlace(request, budget.signal, attemptOnce);
        const view = readRateLimits(answer.headers, runtime.clock.now());
        if (view) limits.set(request.origin, view);
        if (request.effect !== 'read' || !isTransient(answer.status) || attempt >= retry.attempts)
          return answer;
        const retryAfterMs = retryAfter(answer.headers, runtime.clock.now());
        pause = pauseBefore(attempt, { throttled: answer.status === 429, retryAfterMs }, retry, runtime);
        if (pause >= budget.remaining()) return answer;
      } catch (thrown) {
        const failed = thrown instanceof ExchangeFailed ? thrown : new ExchangeFailed(true, thrown);
        pause = pauseBefore(attempt, { throttled: false, retryAfterMs: undefined }, retry, runtime);
        const repeatable = (request.effect === 'read' || !failed.sent) && isWorthRepeating(failed.cause);
        const over = budget.signal.aborted || attempt >= retry.attempts || pause >= budget.remaining();
        if (!repeatable || over) throw failure(request, failed, caller);
      }
      try {
        await runtime.sleep(pause, budget.signal);
      } catch {
        throw failure(request, new ExchangeFailed(false, budget.signal.reason), caller);
      }
    }
  }

  async function inPlace<T>(
    request: UpstreamRequest,
    signal: AbortSignal,
    run: () => Promise<T>,
  ): Promise<T> {
    judge(request.origin);
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

  function failure(request: UpstreamRequest, failed: ExchangeFailed, caller: AbortSignal): Error {
    return errorFromFailure(failed.cause, {
      request: `${request.method} ${request.path.split('?')[0]}`,
      host: new URL(request.origin).host,
      effect: request.effect,
      sent: failed.sent,
      cancelled: caller.aborted,
      timeoutMs: totalTimeoutMs,
    });
  }

  function wire(request: UpstreamRequest): ExchangeRequest {
    const all: Record<string, string> = { ...headers };
    if (request.authorization !== undefined) all['authorization'] = request.authorization;
    if (request.body === undefined) {
      return { origin: request.origin, path: request.path, method: request.method, headers: all };
    }
    all['content-type'] = 'application/json';
    return {
      origin: request.origin,
      path: request.path,
      method: request.method,
      headers: all,
      body: request.body,
    };
  }

  return {
    async send(request, signal) {
      const budget = startBudget(totalTimeoutMs, signal, runtime);
      const outgoing = wire(request);
      try {
        return await repeating(request, budget, signal, async () =>
          decoded(await exchange(site, outgoing, maxResponseBytes, budget.signal), maxResponseBytes),
        );
      } finally {
        budget.end();
      }
    },

    async open(request, signal) {
      const budget = startBudget(totalTimeoutMs, signal, runtime);
      const { headers: sentHeaders } = wire(request);
      return await repeating(request, budget, signal, () =>
        openDownload(
          { url: new URL(request.path, request.origin), headers: { ...sentHeaders, accept: '*/*' } },
          {
            site,
            elsewhere: dispatcherElsewhere,
            userAgent: `Weir/${options.version}`,
            allowedHosts: options.allowedHosts ?? [],
            judge,
            maxDownloadBytes,
            idleTimeoutMs: totalTimeoutMs,
          },
          budget,
        ),
      ).catch((error: unknown) => {
        budget.end();
        throw error;
      });
    },

    rateLimits: (origin) => limits.get(origin),

    async close() {
      await Promise.all([site.destroy(), elsewhere?.destroy()]);
    },
  };
}
