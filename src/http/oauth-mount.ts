import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { OAuthServer } from '../auth/server/oauth-server.ts';
import { createConsentRoutes, type ConsentRoutesParts } from '../pages/consent/routes.ts';
import { toAppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { peerOf, type ClientAddress } from './client-address.ts';
import { problem } from './problem.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

export interface OAuthMountParts extends Omit<ConsentRoutesParts, 'authorizations'> {
  readonly server: OAuthServer;
  readonly clock: Clock;
  /** Who asks, for limits; the address of the connection when absent. */
  readonly clientAddress?: ClientAddress;
}

/** Bytes of a request of a client: parameters, an assertion, a registration. */
const maxBodyBytes = 32 * 1024;

/** Generous, since a company's people may all come from one address. */
const limits = {
  discovery: { burst: 300, perSecond: 50 },
  authorize: { burst: 120, perSecond: 10 },
  token: { burst: 200, perSecond: 20 },
  register: { burst: 60, perSecond: 0.1 },
} satisfies Readonly<Record<string, RateLimit>>;

/** Addresses of the OAuth server, with what they say of themselves and of the MCP addresses. */
export function createOAuthMount(parts: OAuthMountParts): Hono {
  const { server, clock } = parts;
  const app = new Hono();

  const limited = (limit: RateLimit): MiddlewareHandler => {
    const ask = createRateLimit(limit, clock);
    return async (context, next) => {
      const peer = peerOf(context);
      const waitMs = ask(parts.clientAddress?.(context.req.raw.headers, peer) ?? peer ?? 'unknown');
      if (waitMs === 0) return next();
      const seconds = String(Math.ceil(waitMs / 1_000));
      return oauthError(429, 'temporarily_unavailable', 'Too many requests from this address', {
        'retry-after': seconds,
      });
    };
  };
  const bounded = bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => oauthError(413, 'invalid_request', `At most ${maxBodyBytes} bytes are read`),
  });

  const discovery = limited(limits.discovery);
  for (const path of ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']) {
    app.get(path, discovery, async () => cached(await server.metadata()));
  }
  app.get('/oauth/jwks', discovery, () => cached({ keys: [] }));
  const resourcePrefix = '/.well-known/oauth-protected-resource';
  app.get(resourcePrefix, discovery, () => described('/mcp'));
  app.get(`${resourcePrefix}/*`, discovery, (context) =>
    described(context.req.path.slice(resourcePrefix.length)),
  );

  const authorize = limited(limits.authorize);
  app.get('/oauth/authorize', authorize, ({ req }) => server.authorize(req.raw));
  app.get('/oauth/authorize/:id', authorize, ({ req }) => server.authorize(req.raw));
  app.use('/oauth/consent/*', authorize);

  const token = limited(limits.token);
  app.post('/oauth/token', token, bounded, async ({ req }) =>
    server.token(req.raw.headers, await req.text()),
  );
  app.post('/oauth/revoke', token, bounded, async ({ req }) =>
    server.revoke(req.raw.headers, await req.text()),
  );
  app.post('/oauth/register', limited(limits.register), bounded, async ({ req }) =>
    server.register(req.raw.headers, await req.text()),
  );

  app.route('/', createConsentRoutes({ ...parts, authorizations: server.authorizations }));

  app.onError((thrown) => {
    const error = toAppError(thrown);
    if (error.status >= 500) {
      parts.log.error('oauth.request_failed', { code: error.code, detail: error.fields.detail });
    }
    return oauthError(error.status, error.status >= 500 ? 'server_error' : 'invalid_request', error.message);
  });
  return app;

  function described(path: string): Response {
    const metadata = server.resourceMetadata(path);
    return metadata ? cached(metadata) : problem(404, 'There is no MCP address of this name.');
  }
}

/** Clients ask at every start; what they hear changes with the configuration alone. */
function cached(body: object): Response {
  return Response.json(body, { headers: { 'cache-control': 'public, max-age=300' } });
}

function oauthError(
  status: number,
  error: string,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json(
    { error, error_description: description },
    { status, headers: { 'cache-control': 'no-store', ...headers } },
  );
}
