import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { readJson } from '../../http/read-json.ts';
import type { Principal, Space, SpaceRight } from '../../model/entities.ts';
import { hasSpaceRight } from '../../model/permissions.ts';
import { Refusal } from '../../model/refusal.ts';
import { changed } from '../../model/site.ts';
import { notPermitted } from '../error.ts';
import { spaceOfPath } from '../find.ts';
import { anonymousJson, groupJson, userJsonByKey } from '../json/person-json.ts';
import type { Json } from '../json/view.ts';
import { anonymous } from '../logins.ts';

const operation = z.looseObject({ targetType: z.string(), operationKey: z.string() });
type Operation = z.output<typeof operation>;
const setAsked = z
  .array(
    z.looseObject({
      userKey: z.string().optional(),
      groupName: z.string().optional(),
      operations: z.array(operation),
    }),
  )
  .max(40);

/** What each right of a space is called. Whoever may create pages may edit them; there is no operation for that alone. */
const operationsOf: Readonly<Record<SpaceRight, readonly Operation[]>> = {
  read: named('space', 'read'),
  create: [...named('page', 'create'), ...named('blogpost', 'create'), ...named('attachment', 'create')],
  update: [],
  delete: [
    ...named('page', 'delete'),
    ...named('blogpost', 'delete'),
    ...named('attachment', 'delete'),
    ...named('comment', 'delete'),
  ],
  comment: named('comment', 'create'),
  admin: [...named('space', 'administer'), ...named('space', 'export'), ...named('space', 'restrict')],
};

/** Who may do what in a space, for those who administer it. */
export function spacePermissionRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const path = '/space/:spaceKey/permissions';
  routes.get(path, (c) => {
    const space = administered(c);
    return c.json(space.permissions.flatMap(({ principal }) => rowsOf(c, space, principal)));
  });
  routes.post(path, async (c) => {
    const asked = await readJson(c, setAsked);
    const space = administered(c);
    const rights = asked.map((row) => [subjectAsked(c, row), rightsOf(row.operations)] as const);
    for (const [principal, wanted] of rights) give(c, space, principal, wanted);
    return c.body(null, 200);
  });
  for (const [suffix, principalOf] of [
    ['anonymous', (): Principal => `user:${anonymous.accountId}`],
    ['group/:groupName', (c: RouteContext) => groupNamed(c, c.req.param('groupName') ?? '')],
    ['user/:userKey', (c: RouteContext) => userOf(c, c.req.param('userKey') ?? '')],
  ] as const) {
    const one = `${path}/${suffix}`;
    routes.get(one, (c) => c.json(rowsOf(c, administered(c), principalOf(c))));
    routes.put(`${one}/grant`, async (c) => {
      const [asked, space, principal] = [
        await readJson(c, z.array(operation)),
        administered(c),
        principalOf(c),
      ];
      give(c, space, principal, [...held(space, principal), ...rightsOf(asked)]);
      return c.body(null, 204);
    });
    routes.put(`${one}/revoke`, async (c) => {
      const [asked, space, principal] = [
        await readJson(c, z.array(operation)),
        administered(c),
        principalOf(c),
      ];
      const taken = rightsOf(asked);
      give(
        c,
        space,
        principal,
        held(space, principal).filter((right) => !taken.includes(right)),
      );
      return c.body(null, 204);
    });
  }
  return routes;
}

function named(targetType: string, operationKey: string): Operation[] {
  return [{ targetType, operationKey }];
}

/** The rights that operations amount to. @throws Refusal `invalid` */
function rightsOf(operations: readonly Operation[]): SpaceRight[] {
  return operations.flatMap(({ targetType, operationKey }): SpaceRight[] => {
    const right = (['read', 'create', 'delete', 'comment', 'admin'] as const).find((candidate) =>
      operationsOf[candidate].some(
        (known) => known.targetType === targetType && known.operationKey === operationKey,
      ),
    );
    if (right === undefined)
      throw new Refusal('invalid', `Unsupported permission: ${targetType} ${operationKey}`);
    return right === 'create' ? ['create', 'update'] : [right];
  });
}

function held(space: Space, principal: Principal): readonly SpaceRight[] {
  return space.permissions.find((permission) => permission.principal === principal)?.rights ?? [];
}

function give(c: RouteContext, space: Space, principal: Principal, rights: readonly SpaceRight[]): void {
  const others = space.permissions.filter((permission) => permission.principal !== principal);
  const unique = [...new Set(rights)];
  space.permissions = unique.length === 0 ? others : [...others, { principal, rights: unique }];
  changed(c.get('site'));
}

function rowsOf(c: RouteContext, space: Space, principal: Principal): Json[] {
  return held(space, principal)
    .flatMap((right) => operationsOf[right])
    .map((known) => ({
      operation: known,
      subject: subjectJson(c, principal),
      spaceKey: space.key,
      spaceId: Number(space.id),
    }));
}

function subjectJson(c: RouteContext, principal: Principal): Json {
  const { site } = c.var;
  if (principal === `user:${anonymous.accountId}`) return anonymousJson(site);
  const group = site.groups.get(principal.slice('group:'.length));
  if (group !== undefined) return { ...groupJson(site, group), displayName: group.name };
  return userJsonByKey(site, principal.slice('user:'.length));
}

function subjectAsked(
  c: RouteContext,
  row: { userKey?: string | undefined; groupName?: string | undefined },
): Principal {
  if (row.userKey !== undefined) return userOf(c, row.userKey);
  if (row.groupName !== undefined) return groupNamed(c, row.groupName);
  return `user:${anonymous.accountId}`;
}

function userOf(c: RouteContext, userKey: string): Principal {
  if (!c.get('site').people.has(userKey))
    throw new Refusal('not-found', `No user found with key : ${userKey}`);
  return `user:${userKey}`;
}

function groupNamed(c: RouteContext, name: string): Principal {
  for (const group of c.get('site').groups.values()) if (group.name === name) return `group:${group.id}`;
  throw new Refusal('not-found', `No group found with name: ${name}`);
}

function administered(c: RouteContext): Space {
  const space = spaceOfPath(c);
  if (!hasSpaceRight(c.get('person'), space, 'admin')) throw notPermitted('administer the space');
  return space;
}
