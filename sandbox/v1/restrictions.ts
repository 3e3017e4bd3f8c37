import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { intParam } from '../http/query.ts';
import { readJson } from '../http/read-json.ts';
import type { Content, Principal, Restriction } from '../model/entities.ts';
import { wikiBase } from '../model/links.ts';
import { Refusal } from '../model/refusal.ts';
import { restrictedTo, setRestriction } from '../model/restrictions.ts';
import type { Site } from '../model/site.ts';
import { contentOfPath, writableContentOfPath } from './find.ts';
import { restrictedOperations, restrictionJson, restrictionsByOperation } from './restriction-json.ts';

const someone = z.looseObject({ accountId: z.string().optional() });
const someGroup = z.looseObject({ id: z.string().optional(), name: z.string().optional() });
const users = z.union([
  z.array(someone),
  z.looseObject({ results: z.array(someone) }).transform((list) => list.results),
]);
const groups = z.union([
  z.array(someGroup),
  z.looseObject({ results: z.array(someGroup) }).transform((list) => list.results),
]);
const restrictionWrite = z.looseObject({
  operation: z.enum(restrictedOperations),
  restrictions: z.looseObject({ user: users.default([]), group: groups.default([]) }),
});
const restrictionWrites = z.union([
  z.array(restrictionWrite),
  z.looseObject({ results: z.array(restrictionWrite) }).transform((body) => body.results),
]);

/** Who alone may read or edit: PUT replaces, POST adds, GET always lists both operations (facts: confluence-api §9). */
export function restrictionRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const path = '/content/:id/restriction';
  routes.get(path, (c) => all(c, contentOfPath(c)));
  routes.put(path, async (c) => write(c, (_site, _content, _operation, given) => given));
  routes.post(path, async (c) =>
    write(c, (_site, content, operation, given) => [...restrictedTo(content, operation), ...given]),
  );
  routes.delete(path, (c) => {
    const content = writableContentOfPath(c);
    for (const operation of restrictedOperations) setRestriction(c.get('site'), content, operation, []);
    return all(c, content);
  });

  routes.get(`${path}/byOperation`, (c) =>
    c.json(restrictionsByOperation(c.get('site'), c.get('person'), contentOfPath(c))),
  );
  routes.get(`${path}/byOperation/:operation`, (c) => {
    const content = contentOfPath(c);
    return c.json(restrictionJson(c.get('site'), c.get('person'), content, operationOf(c)));
  });

  for (const [suffix, principalOf] of [
    ['user', userOf],
    ['byGroupId/:groupId', groupOf],
  ] as const) {
    const one = `${path}/byOperation/:operation/${suffix}`;
    // Not in the list: 404, which is the answer (facts: confluence-api §3.2).
    routes.get(one, (c) => {
      const listed = restrictedTo(contentOfPath(c), operationOf(c)).includes(principalOf(c));
      if (!listed) throw new Refusal('not-found', 'There is no such restriction');
      return c.body(null, 200);
    });
    routes.put(one, (c) => change(c, (principals) => [...principals, principalOf(c)]));
    routes.delete(one, (c) =>
      change(c, (principals) => principals.filter((principal) => principal !== principalOf(c))),
    );
  }
  return routes;
}

type Combine = (
  site: Site,
  content: Content,
  operation: Restriction['operation'],
  given: readonly Principal[],
) => readonly Principal[];

async function write(c: RouteContext, combine: Combine): Promise<Response> {
  const writes = await readJson(c, restrictionWrites);
  const [site, content] = [c.get('site'), writableContentOfPath(c)];
  const changes = writes.map(({ operation, restrictions }) => {
    const users = restrictions.user.map((user) => knownUser(site, user.accountId));
    const groups = restrictions.group.map((group) => knownGroup(site, group));
    return { operation, principals: combine(site, content, operation, [...users, ...groups]) };
  });
  for (const { operation, principals } of changes) refuseLockout(c, content, operation, principals);
  for (const { operation, principals } of changes) setRestriction(site, content, operation, principals);
  return all(c, content);
}

function change(c: RouteContext, to: (principals: readonly Principal[]) => readonly Principal[]): Response {
  const [content, operation] = [writableContentOfPath(c), operationOf(c)];
  setRestriction(c.get('site'), content, operation, to(restrictedTo(content, operation)));
  return c.body(null, 200);
}

function all(c: RouteContext, content: Content): Response {
  const [site, person] = [c.get('site'), c.get('person')];
  const hash = restrictedOperations.map((operation) => restrictedTo(content, operation).join(',')).join(';');
  return c.json({
    results: restrictedOperations.map((operation) => restrictionJson(site, person, content, operation)),
    start: intParam(c, 'start', { default: 0, min: 0, max: 1_000_000 }),
    limit: intParam(c, 'limit', { default: 100, min: 0, max: 1_000_000 }),
    size: restrictedOperations.length,
    restrictionsHash: Buffer.from(hash).toString('base64url'),
    _links: {
      self: `${wikiBase(site)}/rest/api/content/${content.id}/restriction`,
      base: wikiBase(site),
      context: '/wiki',
    },
  });
}

function operationOf(c: RouteContext): Restriction['operation'] {
  const operation = restrictedOperations.find((known) => known === c.req.param('operation'));
  if (operation === undefined)
    throw new Refusal('not-found', `Unknown operation: ${c.req.param('operation') ?? ''}`);
  return operation;
}

function userOf(c: RouteContext): Principal {
  return knownUser(c.get('site'), c.req.query('accountId'));
}

function groupOf(c: RouteContext): Principal {
  return knownGroup(c.get('site'), { id: c.req.param('groupId') });
}

function knownUser(site: Site, accountId: string | undefined): Principal {
  if (accountId === undefined || !site.people.has(accountId)) {
    throw new Refusal('invalid', `No user found with accountId: ${accountId ?? ''}`);
  }
  return `user:${accountId}`;
}

function knownGroup(
  site: Site,
  wanted: { readonly id?: string | undefined; readonly name?: string | undefined },
): Principal {
  for (const group of site.groups.values()) {
    if (group.id === wanted.id || (wanted.id === undefined && group.name === wanted.name))
      return `group:${group.id}`;
  }
  throw new Refusal('invalid', `No group found: ${wanted.id ?? wanted.name ?? ''}`);
}

// Confluence does not let people lock themselves out.
function refuseLockout(
  c: RouteContext,
  content: Content,
  operation: Restriction['operation'],
  principals: readonly Principal[],
): void {
  const { accountId, groupIds } = c.get('person');
  const own = new Set<Principal>([`user:${accountId}`, ...groupIds.map((id): Principal => `group:${id}`)]);
  if (principals.length === 0 || principals.some((principal) => own.has(principal))) return;
  throw new Refusal('invalid', `You cannot remove your own ${operation} access to content ${content.id}`);
}
