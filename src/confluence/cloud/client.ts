import type { z } from 'zod';
import type { IncomingHttpHeaders } from 'node:http';
import type { ReadableStream } from 'node:stream/web';
import type { Clock } from '../../kernel/clock.ts';
import type { Asked } from '../asked.ts';
import { isHtml } from '../error-shapes.ts';
import { errorFromResponse, errorFromWebPage } from '../errors.ts';
import type { Answer, ExchangeRequest } from '../http/exchange.ts';
import type { Transport } from '../http/transport.ts';
import type { UpstreamRequest } from '../http/upstream-request.ts';
import { mediaTypeOf, readAnswer } from '../read-answer.ts';
import { cloudOperations, type CloudOperation } from './api-operations.ts';

/** One request to Confluence Cloud. */
export interface CloudRequest {
  readonly operation: keyof typeof cloudOperations;
  /** Path below the API version, with its query: `/pages/123?body-format=storage`. */
  readonly path: string;
  readonly method?: ExchangeRequest['method'];
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Follows from the method; given where a POST only reads. */
  readonly effect?: 'read' | 'write';
  /** What it is about, in words for people: `page 123`. */
  readonly subject: string;
  readonly about?: Asked['about'];
}

export interface CloudAnswer<T> {
  readonly value: T;
  readonly headers: IncomingHttpHeaders;
}

/** Confluence Cloud over HTTP: builds addresses, checks answers, turns refusals into AppErrors. */
export interface CloudClient {
  /** Where people go; also the base of relative web links. */
  readonly siteUrl: string;
  ask<S extends z.ZodType>(
    schema: S,
    request: CloudRequest,
    signal: AbortSignal,
  ): Promise<CloudAnswer<z.output<S>>>;
  /** For operations that answer without a body. */
  tell(request: CloudRequest, signal: AbortSignal): Promise<void>;
  open(
    request: CloudRequest,
    signal: AbortSignal,
  ): Promise<{ readonly mediaType: string; readonly bytes: ReadableStream<Uint8Array> }>;
}

export interface CloudClientOptions {
  readonly siteUrl: string;
  /** Where requests go: `https://acme.atlassian.net`, or `https://api.atlassian.com/ex/confluence/{cloudId}`. */
  readonly apiBase: string;
  /** The value of the Authorization header, fetched anew for each request. */
  readonly authorization: () => Promise<string>;
  readonly transport: Transport;
  /** Names the person (or shared account) for the share of requests in flight. */
  readonly personKey: string;
  readonly clock: Clock;
}

/** Where Cloud redirects downloads to (facts: confluence-api §7). */
const downloadHosts: readonly string[] = ['*.atlassian.com', '*.atlassian.net'];

const roots = { v2: '/wiki/api/v2', v1: '/wiki/rest/api' } as const;

export function createCloudClient(options: CloudClientOptions): CloudClient {
  const { transport, clock } = options;
  const base = new URL(options.apiBase);
  const prefix = base.pathname.replace(/\/+$/, '');

  async function outgoing(request: CloudRequest): Promise<UpstreamRequest> {
    const { api }: CloudOperation = cloudOperations[request.operation];
    return {
      origin: base.origin,
      path: prefix + roots[api] + request.path,
      method: request.method ?? 'GET',
      authorization: await options.authorization(),
      effect: effectOf(request),
      person: options.personKey,
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    };
  }

  async function answered(request: CloudRequest, signal: AbortSignal): Promise<Answer> {
    const answer = await transport.send(await outgoing(request), signal);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw errorFromResponse(answer, asked(request), clock.now());
  }

  return {
    siteUrl: options.siteUrl,

    async ask(schema, request, signal) {
      const answer = await answered(request, signal);
      return { value: readAnswer(schema, answer, asked(request)), headers: answer.headers };
    },

    async tell(request, signal) {
      const answer = await answered(request, signal);
      if (answer.body.length > 0 && isHtml(answer)) throw errorFromWebPage(answer, asked(request));
    },

    async open(request, signal) {
      const opened = await transport.open(
        { ...(await outgoing(request)), allowedHosts: downloadHosts },
        signal,
      );
      if (opened.bytes === undefined) throw errorFromResponse(opened, asked(request), clock.now());
      return { mediaType: mediaTypeOf(opened), bytes: opened.bytes };
    },
  };
}

function effectOf(request: CloudRequest): 'read' | 'write' {
  return request.effect ?? (request.method === undefined || request.method === 'GET' ? 'read' : 'write');
}

function asked(request: CloudRequest): Asked {
  const { api, scopes }: CloudOperation = cloudOperations[request.operation];
  return {
    subject: request.subject,
    effect: effectOf(request),
    requiredScopes: scopes,
    request: `cloud-${api} ${request.operation}`,
    ...(request.about !== undefined && { about: request.about }),
  };
}
