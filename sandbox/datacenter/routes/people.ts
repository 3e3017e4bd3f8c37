import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import type { Group, Person } from '../../model/entities.ts';
import { Refusal } from '../../model/refusal.ts';
import { notPermitted } from '../error.ts';
import { expandOf } from '../json/expand.ts';
import { anonymousJson, groupJson, userJson } from '../json/person-json.ts';
import type { Json } from '../json/view.ts';
import { listJson } from '../list-answer.ts';
import { isAnonymous, personNamed } from '../logins.ts';

/** People by user name or user key, and groups by name (facts: confluence-api §14). */
export function peopleRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/user/current', (c) => c.json(detailed(c, c.get('person'))));
  routes.get('/user/anonymous', (c) => c.json(anonymousJson(c.get('site'))));
  routes.get('/user/list', (c) => {
    requireSignIn(c);
    const rows = [...c.get('site').people.values()];
    return c.json(listJson(c, { rows, render: (person) => detailed(c, person), defaultLimit: 100 }));
  });
  routes.get('/user/memberof', (c) => {
    const { groups } = c.get('site');
    return groupList(
      c,
      personAsked(c).groupIds.flatMap((id) => groups.get(id) ?? []),
    );
  });
  routes.get('/user', (c) => {
    if (c.req.query('key') === undefined && c.req.query('username') === undefined)
      throw new Refusal('invalid', 'Either a key or a username is required');
    return c.json(detailed(c, personAsked(c)));
  });

  routes.get('/group', (c) => groupList(c, [...c.get('site').groups.values()]));
  routes.get('/group/info', (c) => c.json(groupJson(c.get('site'), groupNamed(c))));
  routes.get('/group/member', (c) => memberList(c, groupNamed(c)));
  for (const relation of ['groupmember', 'groupparent', 'groupancestor']) {
    // Groups hold people alone here.
    routes.get(`/group/${relation}`, (c) => emptyFor(c, groupNamed(c)));
    routes.get(`/group/:groupName/${relation}`, (c) => emptyFor(c, groupNamed(c)));
  }
  routes.get('/group/:groupName', (c) => c.json(groupJson(c.get('site'), groupNamed(c))));
  routes.get('/group/:groupName/member', (c) => memberList(c, groupNamed(c)));
  return routes;
}

function memberList(c: RouteContext, group: Group): Response {
  const rows = [...c.get('site').people.values()].filter((person) => person.groupIds.includes(group.id));
  return c.json(listJson(c, { rows, render: (person) => detailed(c, person), defaultLimit: 200 }));
}

function emptyFor(c: RouteContext, _group: Group): Response {
  return groupList(c, []);
}

function groupList(c: RouteContext, rows: readonly Group[]): Response {
  requireSignIn(c);
  const render = (group: Group): unknown => groupJson(c.get('site'), group);
  return c.json(listJson(c, { rows, render, defaultLimit: 200, maxLimit: 200 }));
}

function groupNamed(c: RouteContext): Group {
  requireSignIn(c);
  const name = c.req.param('groupName') ?? c.req.query('groupName') ?? '';
  for (const group of c.get('site').groups.values()) if (group.name === name) return group;
  throw new Refusal('not-found', `No group found with name: ${name}`);
}

/** The person that the query names; the caller when it names nobody. @throws Refusal `not-found` */
export function personAsked(c: RouteContext): Person {
  const [key, username] = [c.req.query('key'), c.req.query('username')];
  if (key === undefined && username === undefined) return c.get('person');
  requireSignIn(c);
  const { site } = c.var;
  const person = key === undefined ? personNamed(site, username ?? '') : site.people.get(key);
  if (person === undefined)
    throw new Refusal(
      'not-found',
      key === undefined
        ? `No user found with username : ${username ?? ''}`
        : `No user found with key : ${key}`,
    );
  return person;
}

function detailed(c: RouteContext, person: Person): Json {
  const json = userJson(c.get('site'), person);
  return expandOf(c).has('status') ? { ...json, status: { status: 'current' }, _expandable: {} } : json;
}

function requireSignIn(c: RouteContext): void {
  if (isAnonymous(c.get('person'))) throw notPermitted('view users and groups');
}
