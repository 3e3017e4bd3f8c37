import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';
import type { Site } from '../model/site.ts';
import type { RouteEnv } from './context.ts';

/** Every answer of Atlassian's edge, refusals included, says what support finds the request by: `atl-traceid`, 32 hex digits. */
export function nameRequests(site: Site): MiddlewareHandler<RouteEnv> {
  return async (c, next) => {
    await next();
    if (c.res === RESPONSE_ALREADY_SENT || c.res.headers.has('atl-traceid')) return;
    c.header('atl-traceid', Buffer.from(site.random.bytes(16)).toString('hex'));
  };
}
