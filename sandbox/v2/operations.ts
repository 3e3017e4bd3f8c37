import { Hono } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import { attachmentOfPath } from './attachment-find.ts';
import { commentKinds, commentOfPath } from './comment-find.ts';
import { collectionOf, contentOfPath, spaceOfPath } from './find.ts';
import {
  attachmentOperations,
  commentOperations,
  contentOperations,
  spaceOperations,
} from '../model/permitted-operations.ts';

/** What the caller may do with something. */
export function operationRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const kind of ['page', 'blogpost', 'folder', 'whiteboard', 'database', 'embed'] as const) {
    routes.get(`/${collectionOf[kind]}/:id/operations`, (c) =>
      c.json({ operations: contentOperations(c.get('site'), c.get('person'), contentOfPath(c, kind)) }),
    );
  }
  for (const kind of commentKinds) {
    routes.get(`/${kind}-comments/:id/operations`, (c) =>
      c.json({ operations: commentOperations(c.get('site'), c.get('person'), commentOfPath(c, kind)) }),
    );
  }
  routes.get('/attachments/:id/operations', (c) =>
    c.json({ operations: attachmentOperations(c.get('site'), c.get('person'), attachmentOfPath(c)) }),
  );
  routes.get('/spaces/:id/operations', (c) =>
    c.json({ operations: spaceOperations(c.get('person'), spaceOfPath(c)) }),
  );
  return routes;
}
