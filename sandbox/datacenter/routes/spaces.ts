import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { boolParam, listParam } from '../../http/query.ts';
import { readJson } from '../../http/read-json.ts';
import type { Space } from '../../model/entities.ts';
import { recordLongTask } from '../../model/long-tasks.ts';
import { canReadSpace, hasSpaceRight } from '../../model/permissions.ts';
import { Refusal } from '../../model/refusal.ts';
import { changed } from '../../model/site.ts';
import { createSpace, deleteSpace, spaceByKey, updateSpace } from '../../model/spaces.ts';
import { notPermitted, requireUser } from '../error.ts';
import { spaceOfPath } from '../find.ts';
import { expandOf, expandOrDefault } from '../json/expand.ts';
import { spaceJson, wholeSpaceJson } from '../json/space-json.ts';
import { viewFor } from '../json/view-of.ts';
import { listJson } from '../list-answer.ts';
import { usernameOf } from '../logins.ts';
import { longTaskStarted } from './long-tasks.ts';

const description = z.looseObject({ plain: z.looseObject({ value: z.string().optional() }).optional() });
const newSpace = z.looseObject({
  key: z.string().regex(/^(~.+|[A-Za-z0-9]{1,255})$/, 'Invalid space key'),
  name: z.string().min(1).max(200),
  description: description.nullish(),
});
const spaceUpdate = newSpace.partial();

export function spaceRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/space', (c) => {
    const view = viewFor(c);
    const expand = expandOf(c);
    return c.json(
      listJson(c, {
        rows: matching(c),
        render: (space) => spaceJson(view, space, expand),
        maxLimit: 500,
      }),
    );
  });
  routes.post('/space', async (c) => whole(c, create(c, await readJson(c, newSpace))));
  routes.post('/space/_private', async (c) => whole(c, create(c, await readJson(c, newSpace))));
  routes.post('/space/personal', (c) => {
    requireUser(c);
    const { displayName } = c.get('person');
    return whole(c, create(c, { key: `~${usernameOf(c.get('person'))}`, name: displayName }));
  });
  routes.get('/space/:spaceKey', (c) => whole(c, spaceOfPath(c)));
  routes.put('/space/:spaceKey', async (c) => {
    const wanted = await readJson(c, spaceUpdate);
    const space = administered(c);
    const text = wanted.description?.plain?.value;
    updateSpace(c.get('site'), space, {
      ...(wanted.name === undefined ? {} : { name: wanted.name }),
      ...(text === undefined ? {} : { description: text }),
    });
    return whole(c, space);
  });
  routes.delete('/space/:spaceKey', (c) => {
    const site = c.get('site');
    const space = administered(c);
    deleteSpace(site, space);
    const messages = [`The space ${space.key} was deleted`];
    return longTaskStarted(c, recordLongTask(site, 'space.delete', { successful: true, messages }));
  });
  for (const [path, status] of [
    ['archive', 'archived'],
    ['restore', 'current'],
  ] as const) {
    routes.put(`/space/:spaceKey/${path}`, (c) => {
      administered(c).status = status;
      changed(c.get('site'));
      return c.body(null, 204);
    });
  }
  return routes;
}

function matching(c: RouteContext): Space[] {
  const { site, person } = c.var;
  const keys = [...listParam(c, 'spaceKey'), ...listParam(c, 'spaceKeys')].map((key) => key.toLowerCase());
  const ids = [...listParam(c, 'spaceId'), ...listParam(c, 'spaceIds')];
  const labels = listParam(c, 'label');
  const [type, status] = [c.req.query('type'), c.req.query('status')?.toLowerCase()];
  const favourite = c.req.query('favourite') === undefined ? null : boolParam(c, 'favourite');
  return [...site.spaces.values()].filter(
    (space) =>
      canReadSpace(site, person, space) &&
      (keys.length === 0 || keys.includes(space.key.toLowerCase())) &&
      (ids.length === 0 || ids.includes(space.id)) &&
      (labels.length === 0 || space.labels.some((label) => labels.includes(label.name))) &&
      (type === undefined || (space.type === 'personal' ? 'personal' : 'global') === type) &&
      (status === undefined || space.status === status) &&
      (favourite === null || site.favourites.has(`${person.accountId} space:${space.key}`) === favourite),
  );
}

// Whoever makes a space administers it; here everybody with an account may make one.
function create(c: RouteContext, wanted: z.output<typeof newSpace>): Space {
  requireUser(c);
  if (spaceByKey(c.get('site'), wanted.key) !== undefined)
    throw new Refusal('invalid', `A space already exists with key ${wanted.key}`);
  return createSpace(c.get('site'), {
    key: wanted.key,
    name: wanted.name,
    author: c.get('person').accountId,
    type: wanted.key.startsWith('~') ? 'personal' : 'global',
    description: wanted.description?.plain?.value ?? '',
  });
}

function administered(c: RouteContext): Space {
  const space = spaceOfPath(c);
  if (!hasSpaceRight(c.get('person'), space, 'admin')) throw notPermitted('administer the space');
  return space;
}

function whole(c: RouteContext, space: Space): Response {
  const view = viewFor(c);
  const expand = expandOrDefault(c);
  return c.json(wholeSpaceJson(view.site, spaceJson(view, space, expand)));
}
