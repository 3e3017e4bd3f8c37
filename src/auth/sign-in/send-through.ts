import type { Transport } from '../../confluence/http/transport.ts';
import type { UpstreamRequest } from '../../confluence/http/upstream-request.ts';
import type { SendRequest } from './oidc-provider.ts';

const formType = 'application/x-www-form-urlencoded';
/** Milliseconds, where the caller sets no limit. */
const patienceMs = 10_000;

/**
 * Requests to an identity provider through the operator's way out: its proxy, its certificate authorities, its private
 * ranges. The transport is one of its own: headers and client certificates of the operator are for Confluence alone.
 */
export function sendThrough(transport: Transport): SendRequest {
  return async (url, { headers, body, signal }) => {
    const { origin, pathname, search } = new URL(url);
    const sent = new Headers(headers);
    const authorization = sent.get('authorization');
    const request: Omit<UpstreamRequest, 'method' | 'effect'> = {
      origin,
      path: `${pathname}${search}`,
      headers: { accept: sent.get('accept') ?? 'application/json' },
      ...(authorization !== null && { authorization }),
      person: 'sign-in',
    };
    const { status, ...answer } = await transport.send(
      body === undefined || body === null
        ? { ...request, method: 'GET', effect: 'read' }
        : // A code is used up by its exchange: never sent twice.
          { ...request, method: 'POST', effect: 'write', body: await textOf(body), contentType: formType },
      signal ?? AbortSignal.timeout(patienceMs),
    );
    const received = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      // What the transport undid is not true of the body any more.
      if (typeof value === 'string' && !/^content-(encoding|length)$/.test(name)) received.set(name, value);
    }
    const mayHaveBody = status !== 204 && status !== 205 && status !== 304;
    return new Response(mayHaveBody ? new Uint8Array(answer.body) : null, { status, headers: received });
  };
}

function textOf(body: NonNullable<Parameters<SendRequest>[1]['body']>): Promise<string> {
  return new Response(body).text();
}
