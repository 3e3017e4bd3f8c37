import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { readJson } from '../../http/read-json.ts';
import { Refusal } from '../../model/refusal.ts';
import { spaceByKey } from '../../model/spaces.ts';
import { contentById } from '../find.ts';
import { bodyText } from '../json/bodies-json.ts';
import { wikiStorage } from '../written-body.ts';

const conversionAsked = z.looseObject({ value: z.string(), representation: z.string() });

/** What may be made of what; everything else is refused, as documented. Wiki markup is taken too. */
const conversions: Readonly<Record<string, readonly string[]>> = {
  storage: ['view', 'export_view', 'styled_view', 'editor'],
  editor: ['storage'],
  wiki: ['storage', 'view', 'export_view', 'styled_view', 'editor'],
};

/** Conversion there and then, unlike Cloud's (facts: confluence-api §6). */
export function convertBodyRoute(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.post('/contentbody/convert/:to', async (c) => {
    const { value, representation } = await readJson(c, conversionAsked);
    const to = c.req.param('to');
    if (!(conversions[representation] ?? []).includes(to))
      throw new Refusal('invalid', `Cannot convert from ${representation} to ${to}`);
    const storage = representation === 'wiki' ? wikiStorage(value) : value;
    const format = to === 'storage' ? 'storage' : 'view';
    const text = bodyText(c.get('site'), c.get('person'), { storage, of: contextOf(c) }, format);
    return c.json({ value: text, representation: to, _expandable: { webresource: '', content: '' } });
  });
  return routes;
}

function contextOf(c: RouteContext): { readonly id: string; readonly spaceId: string } {
  const id = c.req.query('contentIdContext') ?? c.req.query('pageIdContext');
  if (id !== undefined) return contentById(c, id);
  const space = spaceByKey(c.get('site'), c.req.query('spaceKeyContext') ?? '');
  return { id: '', spaceId: space?.id ?? '' };
}
