import type { SendRequest } from '../auth/sign-in/oidc-provider.ts';
import type { Transport } from '../confluence/http/transport.ts';

/** Requests to an identity provider through the operator's network: guarded addresses, proxy, certificates. */
export function sendOver(transport: Transport): SendRequest {
  return async (address, { method, headers, body, signal }) => {
    const { origin, pathname, search } = new URL(address);
    const { authorization, ...others } = lowerCase(headers);
    const answer = await transport.send(
      {
        origin,
        path: pathname + search,
        method: method === 'POST' ? 'POST' : 'GET',
        headers: others,
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { body: formText(body), contentType }),
        // A code is redeemed once.
        effect: method === 'POST' ? 'write' : 'read',
        person: 'sign-in',
      },
      signal ?? AbortSignal.timeout(timeoutMs),
    );
    return new Response(new Uint8Array(answer.body), {
      status: answer.status,
      headers: Object.entries(answer.headers).flatMap(([name, value]): [string, string][] =>
        [value ?? []].flat().map((one) => [name, one]),
      ),
    });
  };
}

const contentType = 'application/x-www-form-urlencoded';
const timeoutMs = 15_000;

/** The token endpoint is asked with a form, and nothing else has a body. */
function formText(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('A request to an identity provider has a body that is no form.');
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
