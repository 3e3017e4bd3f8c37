import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import type { Group, Person } from '../model/entities.ts';
import { canReadSpace } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { expandOf, nothing } from './expand.ts';
import { personAsked } from './find.ts';
import { listJson } from './list-answer.ts';
import { groupJson, userJson } from './person-json.ts';
import { spaceJson } from './space-json.ts';

/** People and groups (facts: confluence-api §9). */
export function peopleRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/user/current', (c) => c.json(wholeUser(c, c.get('person'))));
  routes.get('/user', (c) => {
    if (c.req.query('accountId') === undefined) throw new Refusal('invalid', 'accountId is required');
    return c.json(wholeUser(c, personAsked(c)));
  });
  routes.get('/user/anonymous', (c) =>
    c.json({
      type: 'anonymous',
      profilePicture: { path: '/wiki/aa-avatar/default', width: 48, height: 48, isDefault: true },
      displayName: 'Anonymous',
      _expandable: { operations: '' },
      _links: {},
    }),
  );
  routes.get('/user/bulk', (c) => {
    const { people } = c.get('site');
    const ids = (c.req.queries('accountId') ?? []).flatMap((value) => value.split(',')).slice(0, 100);
    const rows = ids.flatMap((id) => people.get(id) ?? []);
    return c.json(
      listJson(c, {
        rows,
        render: (person) => userJson(c.get('site'), person, c.get('person')),
        defaultLimit: 200,
      }),
    );
  });
  routes.get('/user/memberof', (c) => {
    const { groups } = c.get('site');
    return groupList(
      c,
      personAsked(c).groupIds.flatMap((id) => groups.get(id) ?? []),
    );
  });

  routes.get('/group', (c) => groupList(c, [...c.get('site').groups.values()]));
  routes.get('/group/picker', (c) => {
    const wanted = (c.req.query('query') ?? '').toLowerCase();
    const rows = [...c.get('site').groups.values()].filter((group) =>
      group.name.toLowerCase().includes(wanted),
    );
    return groupList(c, rows);
  });
  routes.get('/group/by-id', (c) => {
    const group = c.get('site').groups.get(c.req.query('id') ?? '');
    if (group === undefined)
      throw new Refusal('not-found', `There is no group with id: ${c.req.query('id') ?? ''}`);
    return c.json(groupJson(c.get('site'), group));
  });
  // Members of a group that is not there: nobody, with 200 (facts: confluence-api §3.2).
  routes.get('/group/:groupId/membersByGroupId', (c) => {
    const id = c.req.param('groupId');
    const rows = [...c.get('site').people.values()].filter((person) => person.groupIds.includes(id));
    const render = (person: Person): unknown => userJson(c.get('site'), person, c.get('person'));
    return c.json(
      listJson(c, { rows, render, defaultLimit: 200, maxLimit: 200, extra: { totalSize: rows.length } }),
    );
  });
  return routes;
}

function groupList(c: RouteContext, rows: readonly Group[]): Response {
  const render = (group: Group): unknown => groupJson(c.get('site'), group);
  return c.json(
    listJson(c, { rows, render, defaultLimit: 200, maxLimit: 200, extra: { totalSize: rows.length } }),
  );
}

function wholeUser(c: RouteContext, person: Person): Record<string, unknown> {
  const site = c.get('site');
  const expand = expandOf(c);
  const json = {
    ...userJson(site, person, c.get('person')),
    ...(expand.has('operations') ? { operations: [{ operation: 'use', targetType: 'application' }] } : {}),
    ...(expand.has('details') ? { details: { business: {}, personal: {} } } : {}),
  };
  const own = [...site.spaces.values()].find(
    (space) => space.type === 'personal' && space.authorId === person.accountId,
  );
  const seen = own !== undefined && canReadSpace(site, c.get('person'), own);
  if (!seen || !expand.has('personalSpace')) return json;
  return { ...json, personalSpace: spaceJson(site, c.get('person'), own, nothing) };
}
