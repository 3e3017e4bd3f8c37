import { Hono } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import { commentKinds, commentOfPath } from './comment-find.ts';
import { collectionOf, contentOfPath } from './find.ts';
import { pagedAnswer } from './paged-answer.ts';

/** Likes can only be read, and nobody here has liked anything. */
export function likeRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const mount = (path: string, find: (c: Parameters<typeof contentOfPath>[0]) => unknown): void => {
    routes.get(`${path}/:id/likes/count`, (c) => {
      find(c);
      return c.json({ count: 0 });
    });
    routes.get(`${path}/:id/likes/users`, (c) => {
      find(c);
      const nobody: { accountId: string }[] = [];
      return pagedAnswer(c, {
        rows: nobody,
        idOf: (like) => like.accountId,
        render: (like) => like,
        minLimit: 0,
        extra: { meta: { count: 0 } },
      });
    });
  };
  for (const kind of ['page', 'blogpost'] as const)
    mount(`/${collectionOf[kind]}`, (c) => contentOfPath(c, kind));
  for (const kind of commentKinds) mount(`/${kind}-comments`, (c) => commentOfPath(c, kind));
  return routes;
}
