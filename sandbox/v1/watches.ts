import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { v1Error } from '../http/v1-error.ts';
import type { Space } from '../model/entities.ts';
import { changed } from '../model/site.ts';
import { contentOfPath, personAsked, spaceOfPath } from './find.ts';
import { listJson } from './list-answer.ts';
import { userJsonById } from './person-json.ts';

/** Watching content, spaces and labels (facts: confluence-api §8). */
export function watchRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const [path, keyOf] of [
    ['/user/watch/content/:contentId', (c: RouteContext) => `content:${contentOfPath(c, 'contentId').id}`],
    ['/user/watch/space/:spaceKey', (c: RouteContext) => `space:${spaceOfPath(c).key}`],
    ['/user/watch/label/:label', (c: RouteContext) => `label:${c.req.param('label') ?? ''}`],
  ] as const) {
    const entry = (c: RouteContext): string => `${personAsked(c).accountId} ${keyOf(c)}`;
    routes.get(path, (c) => c.json({ watching: c.get('site').watches.has(entry(c)) }));
    routes.post(path, (c) => {
      if (path.includes('/label/') && !labelInUse(c, c.req.param('label') ?? '')) {
        return v1Error(c, 403, "Requested label doesn't exist", { bare: true });
      }
      c.get('site').watches.add(entry(c));
      changed(c.get('site'));
      return c.body(null, 204);
    });
    routes.delete(path, (c) => {
      c.get('site').watches.delete(entry(c));
      changed(c.get('site'));
      return c.body(null, 204);
    });
  }

  routes.get('/content/:id/notification/child-created', (c) => {
    const content = contentOfPath(c);
    return c.json(
      listJson(c, {
        rows: watchersOf(c, `content:${content.id}`),
        render: (watcher) => ({
          type: 'page',
          watcher: watcherJson(c, watcher),
          contentId: Number(content.id),
        }),
        defaultLimit: 200,
      }),
    );
  });
  // Of the space that the content is in, whatever the operation's name says (facts: confluence-api §8).
  routes.get('/content/:id/notification/created', (c) => {
    const space = c.get('site').spaces.get(contentOfPath(c).spaceId);
    return space === undefined ? c.body(null, 404) : spaceWatches(c, space);
  });
  routes.get('/space/:spaceKey/watch', (c) => {
    return spaceWatches(c, spaceOfPath(c));
  });

  return routes;
}

function spaceWatches(c: RouteContext, space: Space): Response {
  return c.json(
    listJson(c, {
      rows: watchersOf(c, `space:${space.key}`),
      render: (watcher) => ({ type: 'space', watcher: watcherJson(c, watcher), spaceKey: space.key }),
      defaultLimit: 200,
    }),
  );
}

function watchersOf(c: RouteContext, key: string): string[] {
  const suffix = ` ${key}`;
  return [...c.get('site').watches].flatMap((entry) =>
    entry.endsWith(suffix) ? [entry.slice(0, -suffix.length)] : [],
  );
}

function watcherJson(c: RouteContext, accountId: string): Record<string, unknown> {
  return { ...userJsonById(c.get('site'), accountId, c.get('person')), operations: [], personalSpace: null };
}

function labelInUse(c: RouteContext, name: string): boolean {
  return [...c.get('site').contents.values()].some((content) =>
    content.labels.some((label) => label.name === name),
  );
}
