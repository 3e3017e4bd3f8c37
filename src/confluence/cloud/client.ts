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
import { withRenewal, type CredentialSource } from '../with-renewal.ts';
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

/** A request with what is known of its operation. */
export interface CloudCall extends Omit<CloudRequest, 'operation'>, CloudOperation {
  readonly operationId: string;
  /** As in `Asked`. */
  readonly newerScopes?: Asked['newerScopes'];
}

/** Confluence Cloud over HTTP: builds addresses, checks answers, turns refusals into AppErrors. */
export interface CloudClient extends CloudWire<CloudRequest> {
  /** Where people go; also the base of relative web links. */
  readonly siteUrl: string;
}

export interface CloudWire<Request> {
  ask<S extends z.ZodType>(
    schema: S,
    request: Request,
    signal: AbortSignal,
  ): Promise<CloudAnswer<z.output<S>>>;
  /** For operations that answer without a body. */
  tell(request: Request, signal: AbortSignal): Promise<void>;
  open(
    request: Request,
    signal: AbortSignal,
  ): Promise<{ readonly mediaType: string; readonly bytes: ReadableStream<Uint8Array> }>;
}

export interface CloudClientOptions extends CredentialSource {
  readonly siteUrl: string;
  /** Where requests go: `https://acme.atlassian.net`, or `https://api.atlassian.com/ex/confluence/{cloudId}`. */
  readonly apiBase: string;
  readonly transport: Transport;
  /** Names the person (or shared account) for the share of requests in flight. */
  readonly personKey: string;
  readonly clock: Clock;
}

/** Where Cloud redirects downloads to (facts: confluence-api §7). */
const downloadHosts: readonly string[] = ['*.atlassian.com', '*.atlassian.net'];

const roots = { v2: '/wiki/api/v2', v1: '/wiki/rest/api' } as const;

export function createCloudClient(options: CloudClientOptions): CloudClient {
  const wire = createCloudWire(options);
  return {
    siteUrl: options.siteUrl,
    ask: (schema, request, signal) => wire.ask(schema, withOperation(request), signal),
    tell: (request, signal) => wire.tell(withOperation(request), signal),
    open: (request, signal) => wire.open(withOperation(request), signal),
  };
}

function withOperation({ operation, ...request }: CloudRequest): CloudCall {
  return { ...request, operationId: operation, ...cloudOperations[operation] };
}

/** The same for operations that the table of this adapter does not have. */
export function createCloudWire(options: CloudClientOptions): CloudWire<CloudCall> {
  const { transport, clock } = options;
  const base = new URL(options.apiBase);
  const prefix = base.pathname.replace(/\/+$/, '');

  function outgoing(call: CloudCall, authorization: string): UpstreamRequest {
    return {
      origin: base.origin,
      path: prefix + roots[call.api] + call.path,
      method: call.method ?? 'GET',
      authorization,
      effect: effectOf(call),
      person: options.personKey,
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    };
  }

  /** `read` raises for an answer that is not the site's, which then says nothing of the credentials. */
  async function answered<T>(call: CloudCall, signal: AbortSignal, read: (answer: Answer) => T): Promise<T> {
    return withRenewal(options, async (authorization) => {
      const answer = await transport.send(outgoing(call, authorization), signal);
      if (answer.status >= 200 && answer.status < 300) return read(answer);
      throw errorFromResponse(answer, askedOf(call), clock.now());
    });
  }

  return {
    ask: (schema, call, signal) =>
      answered(call, signal, (answer) => ({
        value: readAnswer(schema, answer, askedOf(call)),
        headers: answer.headers,
      })),

    tell: (call, signal) =>
      answered(call, signal, (answer) => {
        if (answer.body.length > 0 && isHtml(answer)) throw errorFromWebPage(answer, askedOf(call));
      }),

    async open(call, signal) {
      return withRenewal(options, async (authorization) => {
        const request = { ...outgoing(call, authorization), allowedHosts: downloadHosts };
        const opened = await transport.open(request, signal);
        if (opened.bytes === undefined) throw errorFromResponse(opened, askedOf(call), clock.now());
        return { mediaType: mediaTypeOf(opened), bytes: opened.bytes };
      });
    },
  };
}

function effectOf({ effect, method }: CloudCall): 'read' | 'write' {
  return effect ?? (method === undefined || method === 'GET' ? 'read' : 'write');
}

/** What is asked, for the words of a refusal. */
export function askedOf(call: CloudCall): Asked {
  return {
    subject: call.subject,
    effect: effectOf(call),
    requiredScopes: call.scopes,
    request: `cloud-${call.api} ${call.operationId}`,
    ...(call.newerScopes && { newerScopes: call.newerScopes }),
    ...(call.about !== undefined && { about: call.about }),
  };
}
