import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { readJson } from '../http/read-json.ts';
import type { Space } from '../model/entities.ts';
import { recordLongTask } from '../model/long-tasks.ts';
import { hasSpaceRight } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { createSpace, deleteSpace, spaceByKey, updateSpace } from '../model/spaces.ts';
import { asWhole, contentJson } from './content-json.ts';
import { expandOf } from './expand.ts';
import { notPermitted, spaceOfPath } from './find.ts';
import { listJson } from './list-answer.ts';
import { longTaskStarted } from './long-tasks.ts';
import { spaceJson } from './space-json.ts';

const description = z.looseObject({ plain: z.looseObject({ value: z.string().optional() }) }).nullish();
const newSpace = z.looseObject({
  key: z
    .string()
    .regex(/^[A-Za-z0-9]{1,255}$|^~/)
    .optional(),
  alias: z.string().optional(),
  name: z.string().min(1).max(200),
  description,
});
const spaceUpdate = z.looseObject({ name: z.string().nullish(), description });

/** Spaces in v1: still read, created, changed and deleted here (facts: confluence-api §1). */
export function spaceRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/space', (c) => {
    const keys = (c.req.queries('spaceKey') ?? []).map((key) => key.toLowerCase());
    const ids = c.req.queries('spaceId') ?? [];
    const [type, status] = [c.req.query('type'), c.req.query('status')];
    const rows = [...c.get('site').spaces.values()].filter(
      (space) =>
        hasSpaceRight(c.get('person'), space, 'read') &&
        (keys.length === 0 || keys.includes(space.key.toLowerCase())) &&
        (ids.length === 0 || ids.includes(space.id)) &&
        (type === undefined || space.type === type) &&
        (status === undefined || space.status === status),
    );
    return c.json(listJson(c, { rows, render: (space) => json(c, space) }));
  });
  routes.get('/space/:spaceKey', (c) => whole(c, spaceOfPath(c)));
  routes.post('/space', async (c) => create(c));
  routes.post('/space/_private', async (c) => create(c));
  routes.put('/space/:spaceKey', async (c) => {
    const wanted = await readJson(c, spaceUpdate);
    const space = administered(c);
    const text = wanted.description?.plain.value;
    updateSpace(c.get('site'), space, {
      ...(typeof wanted.name === 'string' ? { name: wanted.name } : {}),
      ...(text === undefined ? {} : { description: text }),
    });
    return whole(c, space);
  });
  routes.delete('/space/:spaceKey', (c) => {
    const site = c.get('site');
    const space = administered(c);
    deleteSpace(site, space);
    const messages = [`Deleted space ${space.key}`];
    return longTaskStarted(
      c,
      recordLongTask(site, 'com.atlassian.confluence.extra.delete.space', { successful: true, messages }),
    );
  });
  routes.get('/space/:spaceKey/settings', (c) => {
    const space = spaceOfPath(c);
    const editor = { page: 'v2', blogpost: 'v2', default: 'v2' };
    return c.json({
      routeOverrideEnabled: false,
      editor,
      spaceKey: space.key,
      contentMode: 'standard',
      _links: {},
    });
  });
  return routes;
}

// The author of a space administers it; here everybody with an account may make one, as on a site's default settings.
async function create(c: RouteContext): Promise<Response> {
  const wanted = await readJson(c, newSpace);
  const key = wanted.key ?? wanted.alias;
  if (key === undefined) throw new Refusal('invalid', 'Either a key or an alias is required');
  if (spaceByKey(c.get('site'), key) !== undefined) {
    throw new Refusal('invalid', `A space already exists with key ${key}`);
  }
  const space = createSpace(c.get('site'), {
    key,
    name: wanted.name,
    author: c.get('person').accountId,
    type: key.startsWith('~') ? 'personal' : 'global',
    description: wanted.description?.plain.value ?? '',
  });
  return whole(c, space);
}

function administered(c: RouteContext): Space {
  const space = spaceOfPath(c);
  if (!hasSpaceRight(c.get('person'), space, 'admin')) throw notPermitted();
  return space;
}

function json(c: RouteContext, space: Space): Record<string, unknown> {
  const [site, person] = [c.get('site'), c.get('person')];
  return spaceJson(site, person, space, expandOf(c), (content) => contentJson(site, person, content));
}

function whole(c: RouteContext, space: Space): Response {
  return c.json(asWhole(c.get('site'), json(c, space)));
}
