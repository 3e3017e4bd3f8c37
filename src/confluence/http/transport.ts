import { AppError } from '../../kernel/app-error.ts';
import { Secret } from '../../kernel/secret.ts';
import { createAddressGuard } from './address-guard.ts';
import { createAttempts } from './attempts.ts';
import { startBudget } from './budget.ts';
import { AddressRefused, addressLiteral } from './refused-address.ts';
import { decoded } from './content-encoding.ts';
import { createDispatcher, type ProxyOptions, type TlsOptions } from './dispatcher.ts';
import { openDownload, type DownloadWays, type Opened } from './download.ts';
import { exchange, ExchangeFailed, type Answer, type ExchangeRequest } from './exchange.ts';
import { createFairShare } from './fair-share.ts';
import { createInFlight, defaultInFlight, type InFlightLimits } from './in-flight.ts';
import { noteAnswer } from './last-answer.ts';
import { createRateLimitViews, type RateLimitView } from './rate-limits.ts';
import { baseHeaders } from './request-headers.ts';
import { defaultRetry, type RetryOptions } from './retry.ts';
import { systemRuntime, type Runtime } from './runtime.ts';
import { unquoted } from './unquoted.ts';
import type { UpstreamRequest } from './upstream-request.ts';

export interface TransportOptions {
  /** Weir's version, for the User-Agent. */
  readonly version: string;
  /** CIDR ranges that are not public and may still be connected to; metadata addresses stay closed. */
  readonly allowPrivate?: readonly string[];
  /** Hosts a download may be redirected to, beside the site itself and the platform's own: `host`, `host:port` or `*.domain`. */
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
  const guard = createAddressGuard(options.allowPrivate ?? []);
  const headers = baseHeaders(options.version, options.headers ?? {});
  const confided = Object.values(options.headers ?? {}).flatMap((value) =>
    value instanceof Secret ? [value.reveal()] : [],
  );
  const limits = createRateLimitViews(runtime.clock);
  const shares = createFairShare(runtime.clock, (origin) => limits.of(origin));
  const judged = new Set<string>();
  const network = { connectTimeoutMs, guard, ...(options.proxy && { proxy: options.proxy }) };
  const site = createDispatcher({ ...network, ...(options.tls && { tls: options.tls }) });
  const ca = options.tls?.ca;
  /** Other hosts see neither the client certificate nor the operator's headers. */
  const elsewhere = createDispatcher({ ...network, ...(ca !== undefined && { tls: { ca } }) });

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

  function wire(request: UpstreamRequest): ExchangeRequest {
    const all: Record<string, string> = { ...headers, ...request.headers };
    if (request.authorization !== undefined) all['authorization'] = sendable(request.authorization);
    if (request.body === undefined) {
      return { origin: request.origin, path: request.path, method: request.method, headers: all };
    }
    all['content-type'] = request.contentType ?? 'application/json';
    return {
      origin: request.origin,
      path: request.path,
      method: request.method,
      headers: all,
      body: request.body,
    };
  }

  /** Credentials are quoted in no answer that is read on. */
  const read = <T extends Pick<Answer, 'status' | 'body'>>(
    answer: T,
    headers: ExchangeRequest['headers'],
  ): T => unquoted(answer, [headers['authorization'] ?? '', ...confided]);

  const attempts = createAttempts({
    inFlight: createInFlight({ ...defaultInFlight, ...options.inFlight }),
    retry: { ...defaultRetry, ...options.retry },
    runtime,
    timeoutMs: totalTimeoutMs,
    before: judge,
    heard: (origin, answered) => limits.heard(origin, answered),
  });
  const ways: Omit<DownloadWays, 'followRedirects'> = {
    site,
    elsewhere,
    userAgent: `Weir/${options.version}`,
    allowedHosts: options.allowedHosts ?? [],
    judge,
    maxDownloadBytes,
    idleTimeoutMs: totalTimeoutMs,
  };

  return {
    async send(request, signal) {
      shares.enter(request.origin, request.person);
      const outgoing = wire(request);
      const budget = startBudget(totalTimeoutMs, signal, runtime);
      try {
        const answer = await attempts.run(request, budget, signal, async () =>
          decoded(
            await exchange(await site.get(), outgoing, maxResponseBytes, budget.signal),
            maxResponseBytes,
          ),
        );
        noteAnswer(signal, request.effect, answer);
        return read(answer, outgoing.headers);
      } catch (error) {
        noteAnswer(signal, request.effect, undefined);
        throw error;
      } finally {
        budget.end();
      }
    },

    async open(request, signal) {
      shares.enter(request.origin, request.person);
      const start = { url: new URL(request.path, request.origin), headers: wire(request).headers };
      const budget = startBudget(totalTimeoutMs, signal, runtime);
      try {
        const opened = await attempts.run(request, budget, signal, () =>
          openDownload(
            start,
            {
              ...ways,
              allowedHosts: [...ways.allowedHosts, ...(request.allowedHosts ?? [])],
              followRedirects: request.followRedirects ?? true,
            },
            budget,
          ),
        );
        if (opened.bytes === undefined) budget.end();
        noteAnswer(signal, request.effect, opened);
        return read(opened, start.headers);
      } catch (error) {
        noteAnswer(signal, request.effect, undefined);
        budget.end();
        throw error;
      }
    },

    rateLimits: (origin) => limits.of(origin),

    async close() {
      await Promise.all([site.destroy(), elsewhere.destroy()]);
    },
  };
}

/** A pasted token may carry a line break or letters that no header can hold. */
function sendable(authorization: string): string {
  if (/^[\x20-\x7e]+$/.test(authorization)) return authorization;
  throw new AppError('upstream_auth', 'The stored token or password holds characters that cannot be sent.', {
    nextStep: 'Enter it again, without line breaks or spaces around it.',
  });
}
