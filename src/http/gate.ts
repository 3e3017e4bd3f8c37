import type { Log } from '../telemetry/log.ts';
import { jsonRpcError } from './json-rpc-error.ts';
import type { Principal } from './principal.ts';

/** Finds whose key this is; `undefined` for a key that is unknown, expired or revoked. */
export type Authenticate = (key: string) => Promise<Principal | undefined> | Principal | undefined;

/** Lets a request through as somebody, or answers it. Sees headers only: nobody unknown gets a body read. */
export type Gate = (request: Request) => Promise<Principal | Response>;

/** The bearer gate of RFC 6750: no credentials gets a bare challenge, wrong credentials say `invalid_token`. */
export function bearerGate(authenticate: Authenticate, log: Log): Gate {
  return async (request) => {
    const key = /^bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (key === undefined) {
      return challenge(
        'Bearer realm="weir"',
        'Authentication needed. Send "Authorization: Bearer <your Weir key>".',
      );
    }
    const principal = await authenticate(key);
    if (principal) return principal;
    log.warn('http.key_refused');
    return challenge(
      'Bearer realm="weir", error="invalid_token", error_description="The key is unknown, expired or revoked"',
      'The Weir key is unknown, expired or revoked. Get a new one from the Weir console or its administrator.',
    );
  };
}

function challenge(wwwAuthenticate: string, message: string): Response {
  return jsonRpcError(401, -32_001, message, { 'www-authenticate': wwwAuthenticate });
}
