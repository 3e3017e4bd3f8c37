import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { readJson } from '../../http/read-json.ts';
import type { Property } from '../../model/entities.ts';
import { canChangeComment, canUpdate, hasSpaceRight } from '../../model/permissions.ts';
import { deleteProperty, setProperty, type PropertyHolder } from '../../model/properties.ts';
import { Refusal } from '../../model/refusal.ts';
import { notPermitted } from '../error.ts';
import { itemOfPath, spaceOfPath } from '../find.ts';
import { expandOrDefault, nothing } from '../json/expand.ts';
import { propertyJson } from '../json/property-json.ts';
import { spaceJson } from '../json/space-json.ts';
import type { Json } from '../json/view.ts';
import { viewFor } from '../json/view-of.ts';
import { listJson } from '../list-answer.ts';

const propertyWrite = z.looseObject({
  key: z.string().min(1).max(255).optional(),
  value: z.unknown().refine((value) => value !== undefined, 'A value is required'),
  version: z.looseObject({ number: z.int(), message: z.string().nullish() }).nullish(),
});

/** Named JSON values on content and on spaces: one set of operations for both. */
export function propertyRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const [path, holderOf] of [
    ['/content/:id/property', contentHolder],
    ['/space/:spaceKey/property', spaceHolder],
  ] as const) {
    routes.get(path, (c) => {
      const { holder, of, json } = holderOf(c);
      const expand = expandOrDefault(c, 'version');
      const render = (property: Property): unknown => propertyJson(c.get('site'), property, of, expand, json);
      return c.json(listJson(c, { rows: [...holder.properties.values()], render, defaultLimit: 10 }));
    });
    routes.post(path, async (c) => create(c, holderOf(c, true), null));
    routes.get(`${path}/:key`, (c) => {
      const { holder, of, json } = holderOf(c);
      const property = named(holder, c.req.param('key') ?? '');
      return c.json(propertyJson(c.get('site'), property, of, expandOrDefault(c, 'version'), json));
    });
    routes.post(`${path}/:key`, async (c) => create(c, holderOf(c, true), c.req.param('key') ?? ''));
    routes.put(`${path}/:key`, async (c) => update(c, holderOf(c, true), c.req.param('key') ?? ''));
    routes.delete(`${path}/:key`, (c) => {
      const { holder } = holderOf(c, true);
      deleteProperty(c.get('site'), holder, named(holder, c.req.param('key') ?? '').key);
      return c.body(null, 204);
    });
  }
  return routes;
}

interface Held {
  readonly holder: PropertyHolder;
  /** The holder's path below `/rest/api`. */
  readonly of: string;
  readonly json: () => Json;
}

async function create(c: RouteContext, held: Held, keyOfPath: string | null): Promise<Response> {
  const wanted = await readJson(c, propertyWrite);
  const key = keyOfPath ?? wanted.key ?? '';
  if (key === '') throw new Refusal('invalid', 'A property key is required');
  if (held.holder.properties.has(key))
    throw new Refusal('invalid', `A property with the key ${key} already exists`);
  return written(c, held, key, wanted);
}

async function update(c: RouteContext, held: Held, key: string): Promise<Response> {
  const wanted = await readJson(c, propertyWrite);
  if (wanted.key !== undefined && wanted.key !== key)
    throw new Refusal('invalid', 'The key of a property cannot be changed');
  const known = held.holder.properties.get(key);
  const number = wanted.version?.number;
  if (number === undefined) throw new Refusal('invalid', 'A version number is required');
  if (known === undefined && number !== 1) throw noProperty(key);
  const next = known === undefined ? 1 : known.version + 1;
  if (number !== next)
    throw new Refusal('conflict', `Version must be incremented on update. Current version is: ${next - 1}`);
  return written(c, held, key, wanted);
}

function written(
  c: RouteContext,
  { holder, of, json }: Held,
  key: string,
  wanted: z.output<typeof propertyWrite>,
): Response {
  const [site, author] = [c.get('site'), c.get('person').accountId];
  const message = wanted.version?.message ?? '';
  const property = setProperty(site, holder, key, wanted.value, { author, message });
  return c.json(propertyJson(site, property, of, expandOrDefault(c, 'version'), json));
}

function contentHolder(c: RouteContext, writes = false): Held {
  const item = itemOfPath(c);
  const [site, person] = [c.get('site'), c.get('person')];
  const may =
    item.kind === 'comment'
      ? canChangeComment(site, person, item.comment)
      : canUpdate(site, person, item.content);
  if (writes && !may) throw notPermitted('edit content properties');
  const of = `/content/${c.req.param('id') ?? ''}`;
  const view = viewFor(c);
  switch (item.kind) {
    case 'content':
      return { holder: item.content, of, json: () => view.content(item.content) };
    case 'comment':
      return { holder: item.comment, of, json: () => view.comment(item.comment) };
    case 'attachment':
      return { holder: item.attachment, of, json: () => view.attachment(item.attachment) };
  }
}

function spaceHolder(c: RouteContext, writes = false): Held {
  const space = spaceOfPath(c);
  if (writes && !hasSpaceRight(c.get('person'), space, 'admin')) throw notPermitted('edit space properties');
  const json = (): Json => spaceJson(viewFor(c), space, nothing);
  return { holder: space, of: `/space/${space.key}`, json };
}

function named(holder: PropertyHolder, key: string): Property {
  const property = holder.properties.get(key);
  if (property === undefined) throw noProperty(key);
  return property;
}

function noProperty(key: string): Refusal {
  return new Refusal('not-found', `Could not find property with key: ${key}`);
}
