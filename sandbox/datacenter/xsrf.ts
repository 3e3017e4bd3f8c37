import type { MiddlewareHandler } from 'hono';
import type { RouteEnv } from '../http/context.ts';

const formTypes = /^(?:multipart\/form-data|application\/x-www-form-urlencoded|text\/plain)\b/i;

/**
 * Forms need `X-Atlassian-Token: no-check` (or `nocheck`), and from browsers every write does
 * (facts: confluence-api §14).
 */
export const checkXsrf: MiddlewareHandler<RouteEnv> = async (c, next) => {
  if (['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)) return next();
  const token = (c.req.header('x-atlassian-token') ?? '').toLowerCase();
  const browser = (c.req.header('user-agent') ?? '').startsWith('Mozilla/');
  const needed = browser || formTypes.test(c.req.header('content-type') ?? '') || isFormRoute(c.req.path);
  if (needed && token !== 'nocheck' && token !== 'no-check') return c.text('XSRF check failed', 403);
  return next();
};

// A move takes no body and is guarded like an upload, says its document.
function isFormRoute(path: string): boolean {
  return /\/child\/attachment\/[^/]+\/move$/.test(path);
}
