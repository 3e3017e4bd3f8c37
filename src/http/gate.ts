import { getPath } from 'hono/utils/url';
import { metadataUrlOf, resourceOfPath } from '../auth/server/resource.ts';
import { leastScope } from '../auth/server/scopes.ts';
import { AppError } from '../kernel/app-error.ts';
import { Secret } from '../kernel/secret.ts';
import type { Log } from '../telemetry/log.ts';
import { bearerChallenge } from './bearer-challenge.ts';
import { jsonRpcError } from './json-rpc-error.ts';
import type { Principal } from './principal.ts';

/**
 * Finds whose key or token this is; `undefined` for one that is unknown, expired, revoked, or a token for another address
 * than `resource`. Raises `denied` for one that speaks for nobody.
 */
export type Authenticate = (
  key: string,
  resource: string,
) => Promise<Principal | undefined> | Principal | undefined;

/** Lets a request through as somebody, or answers it. Sees headers only: nobody unknown gets a body read. */
export type Gate = (request: Request) => Promise<Principal | Response>;

/** Where a Confluence token comes in that is handed over for one request; never in Authorization, which is ours. */
const handedOverHeader = 'x-confluence-access-token';
const longestToken = 8_192;

/**
 * The bearer gate of RFC 6750: no credentials gets a bare challenge, wrong credentials say `invalid_token`. `address` is
 * Weir's own, where its OAuth server answers: with it a challenge says where to begin (RFC 9728 §5.1) and what to ask for.
 */
export function bearerGate(authenticate: Authenticate, log: Log, address?: () => string): Gate {
  return async (request) => {
    const resource = address && resourceOfPath(getPath(request), address());
    const hints = {
      ...(resource &&
        address && { resource_metadata: metadataUrlOf(resource, address()), scope: leastScope }),
    };
    const key = /^bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (key === undefined) {
      return unauthorized(
        bearerChallenge(hints),
        resource
          ? 'Authentication needed. Sign in through OAuth, or send "Authorization: Bearer <your Weir key>".'
          : 'Authentication needed. Send "Authorization: Bearer <your Weir key>".',
      );
    }
    const principal = await identified(() => authenticate(key, resource?.identifier ?? ''));
    if (principal instanceof Response) return principal;
    if (principal) return withHandedOver(principal, request);
    log.warn('http.key_refused');
    return unauthorized(
      bearerChallenge({
        error: 'invalid_token',
        error_description: 'The key or token is unknown, expired, revoked or for another address',
        ...hints,
      }),
      'The Weir key or token is unknown, expired, revoked or for another address. Sign in again, or get a new key from the Weir console or its administrator.',
    );
  };
}

/** A token that is good and speaks for nobody is refused as such: signing in again would not help. */
async function identified(find: () => ReturnType<Authenticate>): Promise<Principal | Response | undefined> {
  try {
    return await find();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'denied') throw thrown;
    return jsonRpcError(403, -32_001, [thrown.message, thrown.fields.nextStep].filter(Boolean).join(' '));
  }
}

function withHandedOver(principal: Principal, { headers }: Request): Principal | Response {
  const text = headers.get(handedOverHeader);
  if (text === null) return principal;
  if (text.length <= longestToken && /^[\x21-\x7e]+$/.test(text)) {
    return { ...principal, handedOver: new Secret(text) };
  }
  return jsonRpcError(400, -32_600, 'X-Confluence-Access-Token holds something that is no token');
}

function unauthorized(wwwAuthenticate: string, message: string): Response {
  return jsonRpcError(401, -32_001, message, { 'www-authenticate': wwwAuthenticate });
}
