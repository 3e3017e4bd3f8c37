import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import type { LongTask } from '../model/entities.ts';
import { wikiBase } from '../model/links.ts';
import { Refusal } from '../model/refusal.ts';
import type { Site } from '../model/site.ts';
import { listJson } from './list-answer.ts';

/** What became of work in the background. */
export function longTaskRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/longtask', (c) => {
    const rows = [...c.get('site').longTasks.values()];
    return c.json(
      listJson(c, { rows, render: (task) => longTaskJson(c.get('site'), task), defaultLimit: 100 }),
    );
  });
  routes.get('/longtask/:id', (c) => {
    const site = c.get('site');
    const task = site.longTasks.get(c.req.param('id'));
    if (task === undefined) throw new Refusal('not-found', `No task found with id: ${c.req.param('id')}`);
    const self = `${wikiBase(site)}/rest/api/longtask/${task.id}`;
    return c.json({ ...longTaskJson(site, task), _links: { self, base: wikiBase(site), context: '/wiki' } });
  });
  return routes;
}

/** The 202 that names a task. */
export function longTaskStarted(c: RouteContext, task: LongTask): Response {
  const ari = ariOf(c.get('site'), task);
  return c.json({ ari, id: task.id, links: { status: `/rest/api/longtask/${task.id}` } }, 202);
}

function longTaskJson(site: Site, task: LongTask): Record<string, unknown> {
  return {
    ari: ariOf(site, task),
    id: task.id,
    name: { key: task.nameKey, args: [] },
    elapsedTime: Math.max(0, site.clock.now() - task.startedAt),
    percentageComplete: 100,
    successful: task.successful,
    finished: true,
    messages: task.messages.map((translation) => ({ translation, args: [] })),
    status: task.successful ? 'Complete' : 'Failed',
    errors: task.successful ? [] : task.messages.map((translation) => ({ translation, args: [] })),
    additionalDetails: task.additionalDetails,
  };
}

function ariOf(site: Site, task: LongTask): string {
  return `ari:cloud:confluence:${site.cloudId}:long-running-task/${task.id}`;
}
