import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { pathId } from '../http/query.ts';
import { readJson } from '../http/read-json.ts';
import type { ContentKind, Property } from '../model/entities.ts';
import { canChangeComment, canUpdate, hasSpaceRight } from '../model/permissions.ts';
import { createProperty, deleteProperty, setProperty, type PropertyHolder } from '../model/properties.ts';
import { Refusal } from '../model/refusal.ts';
import { attachmentOfPath, canWriteAttachment } from './attachment-find.ts';
import { anyCommentOfPath } from './comment-find.ts';
import { collectionOf, contentOfPathElse, spaceOfPath } from './find.ts';
import { pagedAnswer } from './paged-answer.ts';
import { propertyJson, spacePropertyJson } from './property-json.ts';
import { sorted } from './sorted.ts';

const newProperty = z.looseObject({ key: z.string().min(1).max(255), value: z.unknown() });
const propertyUpdate = z.looseObject({
  key: z.string().min(1),
  value: z.unknown(),
  version: z.looseObject({ number: z.int(), message: z.string().nullish() }),
});

/** Where properties hang, who may write them and how they look. */
interface Holder {
  readonly path: string;
  readonly find: (c: RouteContext) => PropertyHolder;
  readonly mayWrite: (c: RouteContext) => boolean;
  readonly json: (property: Property) => unknown;
  readonly createdStatus: 200 | 201;
}

/** Properties of content, attachments and spaces: keys are unique, updates count versions (facts: confluence-api §8). */
export function propertyRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const kind of ['page', 'blogpost', 'folder', 'whiteboard', 'database', 'embed'] as const) {
    mount(routes, contentHolder(kind));
  }
  mount(routes, {
    path: '/attachments/:id/properties',
    find: (c) => attachmentOfPath(c),
    mayWrite: (c) => canWriteAttachment(c, attachmentOfPath(c)),
    json: propertyJson,
    createdStatus: 200,
  });
  mount(routes, {
    path: '/comments/:id/properties',
    find: (c) => anyCommentOfPath(c),
    mayWrite: (c) => canChangeComment(c.get('site'), c.get('person'), anyCommentOfPath(c)),
    json: propertyJson,
    createdStatus: 200,
  });
  mount(routes, {
    path: '/spaces/:id/properties',
    find: (c) => spaceOfPath(c),
    mayWrite: (c) => hasSpaceRight(c.get('person'), spaceOfPath(c), 'admin'),
    json: spacePropertyJson,
    createdStatus: 201,
  });
  return routes;
}

function contentHolder(kind: ContentKind): Holder {
  const words = (_kind: ContentKind, id: string): string => `Could not find ${kind} with id [${id}]`;
  const find = (c: RouteContext): ReturnType<typeof contentOfPathElse> => contentOfPathElse(c, kind, words);
  return {
    path: `/${collectionOf[kind]}/:id/properties`,
    find,
    mayWrite: (c) => canUpdate(c.get('site'), c.get('person'), find(c)),
    json: propertyJson,
    createdStatus: 200,
  };
}

function mount(routes: Hono<RouteEnv>, holder: Holder): void {
  routes.get(holder.path, (c) => {
    const key = c.req.query('key');
    const all = [...holder.find(c).properties.values()];
    const rows = key === undefined ? all : all.filter((property) => property.key === key);
    return pagedAnswer(c, {
      rows: sorted(c, rows, { key: (property) => property.key }),
      idOf: (property) => property.id,
      render: holder.json,
    });
  });

  routes.post(holder.path, async (c) => {
    const { key, value } = await readJson(c, newProperty);
    const found = writable(c, holder);
    const property = createProperty(c.get('site'), found, key, value, { author: c.get('person').accountId });
    return Response.json(holder.json(property), { status: holder.createdStatus });
  });

  routes.get(`${holder.path}/:propertyId`, (c) => Response.json(holder.json(propertyOf(c, holder.find(c)))));

  routes.put(`${holder.path}/:propertyId`, async (c) => {
    const wanted = await readJson(c, propertyUpdate);
    const found = writable(c, holder);
    const property = propertyOf(c, found);
    if (wanted.key !== property.key) throw new Refusal('invalid', 'The key of a property cannot be changed');
    if (wanted.version.number !== property.version + 1) {
      throw new Refusal(
        'stale-version',
        `Version must be incremented when updating a property. Current Version: [${property.version}]. Provided version: [${wanted.version.number}]`,
      );
    }
    const write = { author: c.get('person').accountId, message: wanted.version.message ?? '' };
    return Response.json(holder.json(setProperty(c.get('site'), found, property.key, wanted.value, write)));
  });

  routes.delete(`${holder.path}/:propertyId`, (c) => {
    const found = writable(c, holder);
    deleteProperty(c.get('site'), found, propertyOf(c, found).key);
    return c.body(null, 204);
  });
}

function writable(c: RouteContext, holder: Holder): PropertyHolder {
  const found = holder.find(c);
  if (!holder.mayWrite(c)) throw new Refusal('forbidden', 'Not permitted to write properties here');
  return found;
}

function propertyOf(c: RouteContext, holder: PropertyHolder): Property {
  const id = pathId(c, 'propertyId');
  for (const property of holder.properties.values()) if (property.id === id) return property;
  throw new Refusal('not-found', `Cannot find a property with id [${id}]`);
}
