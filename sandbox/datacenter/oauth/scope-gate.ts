import type { MiddlewareHandler } from 'hono';
import type { RouteEnv } from '../../http/context.ts';
import { dataCenterError } from '../error.ts';
import type { OAuthProvider } from './provider.ts';
import { includesScope, scopeNeeded } from './scopes.ts';

/** Refuses what a token's scope does not include; personal tokens and passwords have no scopes. */
export function scopeGate(provider: OAuthProvider): MiddlewareHandler<RouteEnv> {
  return async (c, next) => {
    const [, token = ''] = /^bearer\s+(.*)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    const grant = provider.grantOf(token.trim());
    const needed = scopeNeeded(c.req.method, c.req.path);
    if (grant === undefined || includesScope(grant.scope, needed)) return next();
    c.header('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${needed}"`);
    return dataCenterError(c, 403, `The token's scope ${grant.scope} does not allow this operation`);
  };
}
