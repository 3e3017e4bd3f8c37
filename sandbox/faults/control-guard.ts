import type { MiddlewareHandler } from 'hono';
import type { RouteEnv } from '../http/context.ts';

/** Who may tell the sandbox what to do over HTTP: callers on this machine, and no web page behind somebody's back. */
export const controlGuard: MiddlewareHandler<RouteEnv> = async (c, next) => {
  const from = c.env.incoming.socket.remoteAddress ?? '';
  if (!/^(::ffff:)?127\.|^::1$/.test(from)) return c.json({ message: 'Only from this machine' }, 403);
  // A web page cannot send this type without asking first.
  if (c.req.method === 'POST' && !/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
    return c.json({ message: 'Send application/json' }, 415);
  return next();
};
