import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import type { LongTask } from '../../model/entities.ts';
import { Refusal } from '../../model/refusal.ts';
import type { Site } from '../../model/site.ts';
import { restLink } from '../json/links.ts';
import { listJson, wholeLinks } from '../list-answer.ts';

/** What became of work in the background. */
export function longTaskRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/longtask', (c) => {
    const { site } = c.var;
    const rows = [...site.longTasks.values()];
    return c.json(listJson(c, { rows, render: (task) => taskJson(site, task), defaultLimit: 100 }));
  });
  routes.get('/longtask/:id', (c) => {
    const task = c.get('site').longTasks.get(c.req.param('id'));
    if (task === undefined) throw new Refusal('not-found', `No task found with id: ${c.req.param('id')}`);
    return c.json({ ...taskJson(c.get('site'), task), _links: wholeLinks(c) });
  });
  return routes;
}

/** The 202 that names a task. */
export function longTaskStarted(c: RouteContext, task: LongTask): Response {
  const status = `/rest/api/longtask/${task.id}`;
  return c.json({ id: task.id, links: { status }, statusPath: status, resultPath: '' }, 202);
}

function taskJson(site: Site, task: LongTask): Record<string, unknown> {
  return {
    id: task.id,
    name: { key: task.nameKey, args: [], translation: task.nameKey },
    elapsedTime: Math.max(0, site.clock.now() - task.startedAt),
    percentageComplete: 100,
    successful: task.successful,
    messages: task.messages.map((translation) => ({ translation, key: translation, args: [] })),
    _links: { self: restLink(site, `/longtask/${task.id}`) },
    _expandable: {},
  };
}
