import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import type { Person } from '../../model/entities.ts';
import { canAdminister, hasSpaceRight } from '../../model/permissions.ts';
import { changed } from '../../model/site.ts';
import { notPermitted, requireUser } from '../error.ts';
import { contentOfPath, spaceOfPath } from '../find.ts';
import { nothing } from '../json/expand.ts';
import { userJson } from '../json/person-json.ts';
import { spaceJson } from '../json/space-json.ts';
import type { Json } from '../json/view.ts';
import { viewFor } from '../json/view-of.ts';
import { listJson } from '../list-answer.ts';
import { personAsked } from './people.ts';

/** Watching content and spaces, one's own or, for administrators, other people's. */
export function watchRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const [path, subjectOf] of [
    ['/user/watch/content/:contentId', contentWatched],
    ['/user/watch/space/:spaceKey', spaceWatched],
  ] as const) {
    routes.get(path, (c) => {
      const watching = c.get('site').watches.has(`${watcher(c).accountId} ${subjectOf(c).key}`);
      return c.json({ watching });
    });
    routes.post(path, (c) => {
      const [person, subject] = [watcher(c), subjectOf(c)];
      c.get('site').watches.add(`${person.accountId} ${subject.key}`);
      changed(c.get('site'));
      return c.json({ watcher: userJson(c.get('site'), person), ...subject.json });
    });
    routes.delete(path, (c) => {
      c.get('site').watches.delete(`${watcher(c).accountId} ${subjectOf(c).key}`);
      changed(c.get('site'));
      return c.body(null, 204);
    });
  }
  routes.get('/content/:contentId/watchers', (c) => {
    const content = contentOfPath(c, 'contentId');
    if (!canAdminister(c.get('site'), c.get('person'), content)) throw notPermitted('view watchers');
    return watcherList(c, `content:${content.id}`);
  });
  routes.get('/space/:spaceKey/watchers', (c) => {
    const space = spaceOfPath(c);
    if (!hasSpaceRight(c.get('person'), space, 'admin')) throw notPermitted('view watchers');
    return watcherList(c, `space:${space.key}`);
  });
  return routes;
}

interface Watched {
  /** As the site keeps it, after the watcher. */
  readonly key: string;
  readonly json: Json;
}

function contentWatched(c: RouteContext): Watched {
  const content = contentOfPath(c, 'contentId');
  return { key: `content:${content.id}`, json: { content: viewFor(c).content(content) } };
}

function spaceWatched(c: RouteContext): Watched {
  const space = spaceOfPath(c);
  return {
    key: `space:${space.key}`,
    json: { space: spaceJson(viewFor(c), space, nothing), contentTypes: [] },
  };
}

function watcherList(c: RouteContext, subject: string): Response {
  const { site } = c.var;
  const rows = [...site.people.values()].filter((person) =>
    site.watches.has(`${person.accountId} ${subject}`),
  );
  return c.json(listJson(c, { rows, render: (person) => userJson(site, person) }));
}

function watcher(c: RouteContext): Person {
  requireUser(c);
  const person = personAsked(c);
  const own = person.accountId === c.get('person').accountId;
  if (!own && !c.get('person').siteAdmin) throw notPermitted('watch for somebody else');
  return person;
}
