import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { v1Error } from '../http/v1-error.ts';
import { changed } from '../model/site.ts';
import { contentOfPath, personAsked, spaceOfPath } from './find.ts';
import { listJson } from './list-answer.ts';
import { userJsonById } from './person-json.ts';

/** Watching content, spaces and labels, and favourites, which are a relation here (facts: confluence-api §8). */
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
  routes.get('/space/:spaceKey/watch', (c) => {
    const space = spaceOfPath(c);
    return c.json(
      listJson(c, {
        rows: watchersOf(c, `space:${space.key}`),
        render: (watcher) => ({ type: 'space', watcher: watcherJson(c, watcher), spaceKey: space.key }),
        defaultLimit: 200,
      }),
    );
  });

  const favourite = '/relation/favourite/from/user/:user/to/:type/:key';
  routes.get(favourite, (c) => {
    const key = favouriteKey(c);
    return c.get('site').favourites.has(key)
      ? c.json(relationJson())
      : v1Error(c, 404, 'The relationship does not exist');
  });
  routes.put(favourite, (c) => {
    c.get('site').favourites.add(favouriteKey(c));
    changed(c.get('site'));
    return c.json(relationJson());
  });
  routes.delete(favourite, (c) => {
    c.get('site').favourites.delete(favouriteKey(c));
    changed(c.get('site'));
    return c.body(null, 204);
  });
  // Measured: the listing is declared and not there (facts: confluence-api §3.2).
  routes.get('/relation/favourite/from/user/:user/to/:type', (c) => v1Error(c, 501, 'Not implemented'));
  return routes;
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

function favouriteKey(c: RouteContext): string {
  const user = c.req.param('user') ?? '';
  const accountId = user === 'current' ? c.get('person').accountId : user;
  if (c.req.param('type') === 'space') return `${accountId} space:${spaceOfPath(c, 'key').key}`;
  return `${accountId} ${contentOfPath(c, 'key').id}`;
}

function relationJson(): Record<string, unknown> {
  return { name: 'favourite', _expandable: { relationData: '', source: '', target: '' }, _links: {} };
}
