import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import type { Person } from '../../model/entities.ts';
import { canAdminister, hasSpaceRight } from '../../model/permissions.ts';
import { changed } from '../../model/site.ts';
import { notPermitted, requireUser } from '../error.ts';
import { contentOfPath, spaceOfPath } from '../find.ts';
import { userJson } from '../json/person-json.ts';
import { listJson } from '../list-answer.ts';
import { personAsked } from './people.ts';

/** Watching content and spaces, one's own or, for administrators, other people's. */
export function watchRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const [path, subjectOf] of [
    ['/user/watch/content/:contentId', (c: RouteContext) => `content:${contentOfPath(c, 'contentId').id}`],
    ['/user/watch/space/:spaceKey', (c: RouteContext) => `space:${spaceOfPath(c).key}`],
  ] as const) {
    routes.get(path, (c) => {
      const watching = c.get('site').watches.has(`${watcher(c).accountId} ${subjectOf(c)}`);
      return c.json({ watching });
    });
    routes.post(path, (c) => {
      c.get('site').watches.add(`${watcher(c).accountId} ${subjectOf(c)}`);
      changed(c.get('site'));
      return c.body(null, 204);
    });
    routes.delete(path, (c) => {
      c.get('site').watches.delete(`${watcher(c).accountId} ${subjectOf(c)}`);
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
