import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { LazyDispatcher } from './dispatcher.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Budget } from './budget.ts';
import { ExchangeFailed } from './exchange.ts';
import { nextHop } from './redirects.ts';

/** What a download brought: the bytes for a 2xx answer, the whole body for any other. */
export interface Opened {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes?: ReadableStream<Uint8Array>;
  readonly body: Buffer;
}

/** What a download needs of the transport. */
export interface DownloadWays {
  readonly site: LazyDispatcher;
  /** Connections that present no client certificate. */
  readonly elsewhere: LazyDispatcher;
  readonly userAgent: string;
  readonly allowedHosts: readonly string[];
  /** Whether a redirect is followed, or is the answer. */
  readonly followRedirects: boolean;
  /** Raises for an origin that may not be connected to. */
  readonly judge: (origin: string) => void;
  readonly maxDownloadBytes: number;
  /** Longest silence while the bytes come, milliseconds. */
  readonly idleTimeoutMs: number;
}

const maxRedirects = 5;
const maxErrorBody = 1_000_000;

/**
 * Fetches a file, following redirects to hosts the connection allows. Credentials go with the first request alone, since a
 * redirect carries its own token and the media service refuses a second one (facts: confluence-api §7); the operator's
 * headers and the client certificate stay with the first origin.
 */
export async function openDownload(
  start: { readonly url: URL; readonly headers: Record<string, string> },
  ways: DownloadWays,
  budget: Budget,
): Promise<Opened> {
  const { authorization: _credentials, ...anonymous } = { ...start.headers, accept: '*/*' } as Record<
    string,
    string
  >;
  const headersFor = (redirects: number, home: boolean): Record<string, string> => {
    if (redirects === 0) return { ...start.headers, accept: '*/*' };
    return home ? anonymous : { accept: '*/*', 'user-agent': ways.userAgent };
  };
  let url = start.url;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const home = url.origin === start.url.origin;
    if (!home) ways.judge(url.origin);
    const dispatcher = await (home ? ways.site : ways.elsewhere).get();
    const { statusCode, headers, body } = await dispatcher
      .request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        headers: headersFor(redirects, home),
        signal: budget.signal,
        bodyTimeout: ways.idleTimeoutMs,
      })
      .catch((cause: unknown) => {
        throw new ExchangeFailed(true, cause);
      });
    if (ways.followRedirects && statusCode >= 300 && statusCode < 400 && headers['location'] !== undefined) {
      await body.dump();
      url = nextHop(url, headers['location'], ways.allowedHosts);
      continue;
    }
    if (statusCode >= 200 && statusCode < 300) {
      budget.stopCounting();
      body.once('close', () => budget.end());
      return {
        status: statusCode,
        headers,
        bytes: limited(body, ways.maxDownloadBytes),
        body: Buffer.alloc(0),
      };
    }
    const text = await readUpTo(body, maxErrorBody);
    return { status: statusCode, headers, body: text };
  }
  throw new AppError('upstream_unavailable', 'The download was redirected too often.', {
    detail: `more than ${maxRedirects} redirects from ${start.url.origin}`,
  });
}

function limited(body: Readable, maxBytes: number): ReadableStream<Uint8Array> {
  let length = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.byteLength;
      if (length > maxBytes) {
        throw new AppError('too_large', `The file is larger than ${Math.round(maxBytes / 1_000_000)} MB.`, {
          nextStep: 'Open it in Confluence instead.',
        });
      }
      controller.enqueue(chunk);
    },
  });
  // Not Readable.toWeb: data that arrives after a cancel would be an exception that nobody can catch.
  return ReadableStream.from<Uint8Array>(body).pipeThrough(counted);
}

async function readUpTo(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks);
}
