import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { v1Error } from '../http/v1-error.ts';

/** The content API of v1 on a newer site: 410 (facts: confluence-api §1). What v2 lacks stays and is not listed here. */
export function goneRoutes(isGone: (c: RouteContext) => boolean): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const [method, path] of [
    ['GET', '/content'],
    ['POST', '/content'],
    ['GET', '/content/:id'],
    ['PUT', '/content/:id'],
    ['DELETE', '/content/:id'],
    ['GET', '/content/:id/history'],
    ['GET', '/content/:id/child'],
    ['GET', '/content/:id/child/:type'],
    ['GET', '/content/:id/label'],
    ['GET', '/content/:id/property'],
    ['GET', '/space'],
    ['GET', '/space/:spaceKey/content'],
    ['GET', '/space/:spaceKey/content/:type'],
  ] as const) {
    routes.on(method, path, (c, next) =>
      isGone(c)
        ? v1Error(c, 410, 'This deprecated endpoint has been removed. Please use the v2 API instead.')
        : next(),
    );
  }
  return routes;
}
