import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { intParam } from '../../http/query.ts';
import { readJson } from '../../http/read-json.ts';
import type { Content, Principal, Restriction } from '../../model/entities.ts';
import { principalsOf } from '../../model/permissions.ts';
import { Refusal } from '../../model/refusal.ts';
import { restrictedTo, setRestriction } from '../../model/restrictions.ts';
import type { Site } from '../../model/site.ts';
import { contentOfPath, writableContentOfPath } from '../find.ts';
import {
  restrictedOperations,
  restrictionJson,
  restrictionsByOperation,
  viewRestrictions,
} from '../json/restriction-json.ts';
import { listJson, wholeLinks } from '../list-answer.ts';
import { personNamed } from '../logins.ts';

const someone = z.looseObject({ username: z.string().optional(), userKey: z.string().optional() });
const someGroup = z.looseObject({ name: z.string() });
const listOf = <T extends z.ZodType>(row: T) =>
  z.union([z.array(row), z.looseObject({ results: z.array(row) }).transform((list) => list.results)]);
const restrictionWrites = z.array(
  z.looseObject({
    operation: z.enum(restrictedOperations),
    restrictions: z.looseObject({
      user: listOf(someone).optional(),
      group: listOf(someGroup).optional(),
    }),
  }),
);

/** Who alone may read or edit. Data Center replaces whole lists and knows no operations on one person (facts: confluence-api §14). */
export function restrictionRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const path = '/content/:id/restriction';
  routes.get(`${path}/byOperation`, (c) =>
    c.json({ ...restrictionsByOperation(c.get('site'), contentOfPath(c)), _links: wholeLinks(c) }),
  );
  routes.get(`${path}/byOperation/:operation`, (c) => {
    const operation = restrictedOperations.find((known) => known === c.req.param('operation'));
    if (operation === undefined)
      throw new Refusal('not-found', `Unknown operation: ${c.req.param('operation')}`);
    const page = {
      start: intParam(c, 'start', { default: 0, min: 0, max: 1_000_000 }),
      limit: intParam(c, 'limit', { default: 100, min: 0, max: 1_000_000 }),
    };
    return c.json(restrictionJson(c.get('site'), contentOfPath(c), operation, page));
  });
  routes.get(`${path}/relevantViewRestrictions`, (c) => {
    const rows = viewRestrictions(c.get('site'), contentOfPath(c));
    return c.json(listJson(c, { rows, render: (row) => row, defaultLimit: 50, maxLimit: 50 }));
  });

  routes.put(path, async (c) => {
    const writes = await readJson(c, restrictionWrites);
    const [site, content] = [c.get('site'), writableContentOfPath(c)];
    const wanted = new Map(
      writes.map(({ operation, restrictions }) => {
        const { user, group } = restrictions;
        const kept = (kind: string): Principal[] =>
          restrictedTo(content, operation).filter((principal) => principal.startsWith(kind));
        const users = user?.map((row) => knownUser(site, row)) ?? kept('user:');
        const groups = group?.map((row) => knownGroup(site, row.name)) ?? kept('group:');
        return [operation, [...users, ...groups]] as const;
      }),
    );
    for (const [operation, principals] of wanted) refuseLockout(c, operation, principals);
    refuseUnread(content, wanted);
    for (const [operation, principals] of wanted) setRestriction(site, content, operation, principals);
    const render = (operation: Restriction['operation']): unknown =>
      restrictionJson(site, content, operation);
    return c.json(listJson(c, { rows: restrictedOperations, render, defaultLimit: 100 }));
  });
  return routes;
}

function knownUser(site: Site, row: z.output<typeof someone>): Principal {
  const person =
    row.userKey === undefined ? personNamed(site, row.username ?? '') : site.people.get(row.userKey);
  if (person === undefined)
    throw new Refusal('invalid', `No user found: ${row.userKey ?? row.username ?? ''}`);
  return `user:${person.accountId}`;
}

function knownGroup(site: Site, name: string): Principal {
  for (const group of site.groups.values()) if (group.name === name) return `group:${group.id}`;
  throw new Refusal('invalid', `No group found: ${name}`);
}

// "Modifying restrictions to revoke the requesting user's access is prohibited", says the vendor's document.
function refuseLockout(
  c: RouteContext,
  operation: Restriction['operation'],
  principals: readonly Principal[],
): void {
  const own = new Set(principalsOf(c.get('person')));
  if (principals.length === 0 || principals.some((principal) => own.has(principal))) return;
  throw new Refusal('invalid', `You cannot remove your own ${operation} access to the content`);
}

// Where reading is restricted, those who may update have to be able to read.
function refuseUnread(
  content: Content,
  wanted: ReadonlyMap<Restriction['operation'], readonly Principal[]>,
): void {
  const readers = wanted.get('read') ?? restrictedTo(content, 'read');
  const writers = wanted.get('update') ?? restrictedTo(content, 'update');
  if (readers.length === 0 || writers.every((principal) => readers.includes(principal))) return;
  throw new Refusal('invalid', 'update restrictions require read restrictions for the same users and groups');
}
