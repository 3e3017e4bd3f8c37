import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { readJson } from '../http/read-json.ts';
import { bodyIn, singleFormats } from '../model/body-in.ts';
import { Refusal } from '../model/refusal.ts';
import { newUuid } from '../model/site.ts';
import { spaceByKey } from '../model/spaces.ts';
import { readBody } from '../model/written-body.ts';
import { contentById } from './find.ts';

const conversionAsked = z.looseObject({
  value: z.string(),
  representation: z.enum(['storage', 'atlas_doc_format', 'wiki', 'editor']),
});

interface Conversion {
  readonly by: string;
  readonly at: number;
  readonly representation: string;
  /** Null where the body could not be read. */
  readonly value: string | null;
  readonly error: string;
}

/** Results are kept five minutes (facts: confluence-api §6). */
const keptMs = 5 * 60_000;

/** Conversion of bodies: a POST that names a task, a GET that has its result. */
export function convertBodyRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const conversions = new Map<string, Conversion>();

  routes.post('/contentbody/convert/async/:to', async (c) => {
    const to = singleFormats.find((format) => format === c.req.param('to'));
    if (to === undefined) throw new Refusal('invalid', `Unknown representation: ${c.req.param('to')}`);
    const asked = await readJson(c, conversionAsked);
    const [site, person, of] = [c.get('site'), c.get('person'), contextOf(c)];
    const from = asked.representation === 'editor' ? 'storage' : asked.representation;
    const outcome = attempt(() => {
      const { storage } = readBody(site, person, { representation: from, value: asked.value }, of);
      return bodyIn(site, person, { storage, of }, to);
    });
    const asyncId = newUuid(site);
    conversions.set(asyncId, { by: person.accountId, at: site.clock.now(), representation: to, ...outcome });
    return c.json({ asyncId });
  });

  routes.get('/contentbody/convert/async/:id', (c) => {
    const id = c.req.param('id');
    const found = conversions.get(id);
    const now = c.get('site').clock.now();
    for (const [key, { at }] of conversions) if (at + keptMs < now) conversions.delete(key);
    if (found === undefined || !conversions.has(id))
      throw new Refusal('not-found', `No conversion found with id: ${id}`);
    if (found.by !== c.get('person').accountId)
      throw new Refusal('forbidden', 'The conversion was asked by somebody else');
    const { representation, value, error } = found;
    const done = { value: value ?? '', representation, renderTaskId: id, embeddedContent: [] };
    return c.json({
      ...done,
      ...(value === null ? { status: 'FAILED', error } : { status: 'COMPLETED' }),
      _expandable: { content: '', embeddedContent: '', webresource: '', mediaToken: '' },
      _links: {},
    });
  });
  return routes;
}

function contextOf(c: RouteContext): { readonly id: string; readonly spaceId: string } {
  const id = c.req.query('contentIdContext');
  if (id !== undefined) return contentById(c, id);
  const space = spaceByKey(c.get('site'), c.req.query('spaceKeyContext') ?? '');
  return { id: '', spaceId: space?.id ?? '' };
}

function attempt(convert: () => string): { readonly value: string | null; readonly error: string } {
  try {
    return { value: convert(), error: '' };
  } catch (error) {
    if (error instanceof Refusal) return { value: null, error: error.message };
    throw error;
  }
}
