import type { ReadableStream } from 'node:stream/web';
import type { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Asked } from '../asked.ts';
import { filledPath, type RestRequest } from '../content-api/client.ts';
import { isHtml } from '../error-shapes.ts';
import { errorFromResponse, errorFromWebPage } from '../errors.ts';
import type { Answer } from '../http/exchange.ts';
import type { Transport } from '../http/transport.ts';
import type { UpstreamRequest } from '../http/upstream-request.ts';
import { queryString } from '../query.ts';
import { mediaTypeOf, readAnswer } from '../read-answer.ts';
import { withRenewal, type CredentialSource } from '../with-renewal.ts';
import { dataCenterOperations, type DataCenterOperation } from './api-operations.ts';
import { refusedSignIn } from './sign-in.ts';

/** One request to Confluence Data Center. */
type DataCenterRequest = RestRequest<DataCenterOperation>;

/** Confluence Data Center over HTTP: builds addresses, checks answers, turns refusals into AppErrors. */
export interface DataCenterClient {
  /** Where people go, without a trailing slash; also the base of relative web links. */
  readonly siteUrl: string;
  ask<S extends z.ZodType>(schema: S, request: DataCenterRequest, signal: AbortSignal): Promise<z.output<S>>;
  /** For operations whose answer is of no interest. */
  tell(request: DataCenterRequest, signal: AbortSignal): Promise<void>;
  /** A file at an address of this site, as its own links give it: relative to the base address, or absolute. */
  open(
    link: string,
    subject: string,
    signal: AbortSignal,
  ): Promise<{ readonly mediaType: string; readonly bytes: ReadableStream<Uint8Array> }>;
}

export interface DataCenterClientOptions extends CredentialSource {
  /** Where people go, with the context path: `https://wiki.example.com/confluence`. */
  readonly siteUrl: string;
  /** Where requests go, if elsewhere. */
  readonly apiBase?: string;
  readonly transport: Transport;
  /** Names the person (or shared account) for the share of requests in flight. */
  readonly personKey: string;
  readonly clock: Clock;
}

/** Without it Confluence refuses writes that look like a browser's (facts: confluence-api §14). */
const noXsrfCheck = { 'x-atlassian-token': 'no-check' };

export function createDataCenterClient(options: DataCenterClientOptions): DataCenterClient {
  const { transport, clock, personKey: person } = options;
  const siteUrl = options.siteUrl.replace(/\/+$/, '');
  const base = new URL((options.apiBase ?? siteUrl).replace(/\/+$/, ''));

  /** `read` raises for an answer that is not the site's, which then says nothing of the credentials. */
  async function answered<T>(
    request: DataCenterRequest,
    signal: AbortSignal,
    read: (answer: Answer) => T,
  ): Promise<T> {
    const question = asked(request);
    const { method, path: template } = dataCenterOperations[request.operation];
    const path =
      filledPath(request.operation, template, request.parameters) + queryString(request.query ?? {});
    const outgoing: UpstreamRequest = {
      origin: base.origin,
      path: `${base.pathname.replace(/\/+$/, '')}/rest/api${path}`,
      method,
      effect: question.effect,
      person,
      ...(question.effect === 'write' && { headers: noXsrfCheck }),
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    };
    return withRenewal(options, async (authorization) =>
      read(accepted(await transport.send({ ...outgoing, authorization }, signal), question)),
    );
  }

  /** Confluence knows itself by the address for people; requests may have another. */
  function downloadAddress(link: string): URL {
    const people = `${siteUrl}/`;
    return addressWithin(base, link.startsWith(people) ? link.slice(siteUrl.length) : link);
  }

  /** The answer if it is a success, and ours. */
  function accepted<T extends Answer>(answer: T, question: Asked): T {
    const refused = refusedSignIn(answer, question);
    if (refused !== undefined) throw refused;
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw errorFromResponse(answer, question, clock.now());
  }

  return {
    siteUrl,

    ask: (schema, request, signal) =>
      answered(request, signal, (answer) => readAnswer(schema, answer, asked(request))),

    tell: (request, signal) =>
      answered(request, signal, (answer) => {
        if (answer.body.length > 0 && isHtml(answer)) throw errorFromWebPage(answer, asked(request));
      }),

    async open(link, subject, signal) {
      const url = downloadAddress(link);
      const question = { ...reading, subject, request: 'dc download' };
      const outgoing: UpstreamRequest = {
        origin: base.origin,
        path: url.pathname + url.search,
        method: 'GET',
        effect: 'read',
        person,
        // A redirect would lose the credentials and end at the sign-in page.
        followRedirects: false,
      };
      return withRenewal(options, async (authorization) => {
        const opened = await transport.open({ ...outgoing, authorization }, signal);
        try {
          const { bytes } = accepted(opened, question);
          if (bytes === undefined) throw errorFromResponse(opened, question, clock.now());
          return { mediaType: mediaTypeOf(opened), bytes };
        } catch (error) {
          await opened.bytes?.cancel();
          throw error;
        }
      });
    },
  };
}

const reading = { effect: 'read', requiredScopes: [], platform: 'datacenter' } as const;

function asked(request: DataCenterRequest): Asked {
  const { operationId, method } = dataCenterOperations[request.operation];
  return {
    ...reading,
    subject: request.subject,
    effect: method === 'GET' ? 'read' : 'write',
    request: `dc ${operationId}`,
    ...(request.about !== undefined && { about: request.about }),
  };
}

/** The address that a link of the site means; one that leads elsewhere never sees the credentials. */
function addressWithin(base: URL, link: string): URL {
  const below = `${base.href.replace(/\/+$/, '')}/`;
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(link) ? link : below + link.replace(/^\/+/, '');
  const url = URL.canParse(absolute) ? new URL(absolute) : undefined;
  if (url?.href.startsWith(below)) return url;
  throw new AppError(
    'upstream_unavailable',
    'Confluence gave a download address that is not on its own site.',
    {
      nextStep: "An administrator corrects the site's base address in Confluence, or the connection's.",
    },
  );
}
