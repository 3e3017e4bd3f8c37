import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteEnv } from '../http/context.ts';
import { isoTime } from '../http/iso-time.ts';
import { readJson } from '../http/read-json.ts';
import type { Content } from '../model/entities.ts';
import { canRead } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { changed } from '../model/site.ts';
import { contentJson } from './content-json.ts';
import { expandOf } from './expand.ts';
import { contentOfPath, spaceOfPath, writableContentOfPath } from './find.ts';
import { listJson } from './list-answer.ts';

const spaceStates = [
  { id: 0, name: 'Rough draft', color: '#ffc400' },
  { id: 1, name: 'In progress', color: '#2684ff' },
  { id: 2, name: 'Ready for review', color: '#57d9a3' },
  { id: 3, name: 'Verified', color: '#1d7afc' },
] as const;

const stateAsked = z.looseObject({
  id: z.coerce.number().int().optional(),
  name: z.string().min(1).max(20).optional(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .optional(),
});

/** Content states. Content that has none answers 200 with an empty body (facts: confluence-api §3.2). */
export function stateRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/:id/state', (c) => {
    const { state } = contentOfPath(c);
    return state === null ? c.body(null, 200) : c.json(stateJson(state));
  });
  routes.put('/content/:id/state', async (c) => {
    const asked = await readJson(c, stateAsked);
    const content = writableContentOfPath(c);
    const known = spaceStates.find((state) => state.id === asked.id || state.name === asked.name);
    const chosen =
      known ??
      (asked.name === undefined || asked.color === undefined
        ? null
        : { id: 4, name: asked.name, color: asked.color });
    if (chosen === null)
      throw new Refusal('invalid', 'Content state needs an id of the space, or a name and a color');
    content.state = { ...chosen, setAt: c.get('site').clock.now() };
    changed(c.get('site'));
    return c.json(stateJson(content.state));
  });
  routes.delete('/content/:id/state', (c) => {
    const content = writableContentOfPath(c);
    content.state = null;
    changed(c.get('site'));
    return c.json({ lastUpdated: isoTime(c.get('site').clock.now()) });
  });
  routes.get('/content/:id/state/available', (c) => {
    contentOfPath(c);
    return c.json({ spaceContentStates: spaceStates, customContentStates: [] });
  });
  routes.get('/content-states', (c) => c.json([]));
  routes.get('/space/:spaceKey/state', (c) => {
    spaceOfPath(c);
    return c.json(spaceStates);
  });
  routes.get('/space/:spaceKey/state/settings', (c) => {
    spaceOfPath(c);
    return c.json({
      contentStatesAllowed: true,
      customContentStatesAllowed: true,
      spaceContentStatesAllowed: true,
      spaceContentStates: spaceStates,
    });
  });
  routes.get('/space/:spaceKey/state/content', (c) => {
    const [site, person, space] = [c.get('site'), c.get('person'), spaceOfPath(c)];
    const wanted = Number(c.req.query('state-id'));
    const rows = [...site.contents.values()].filter(
      (content) =>
        content.spaceId === space.id && content.state?.id === wanted && canRead(site, person, content),
    );
    const render = (content: Content): unknown => contentJson(site, person, content, expandOf(c));
    return c.json(listJson(c, { rows, render, maxLimit: 100 }));
  });
  return routes;
}

function stateJson(state: NonNullable<Content['state']>): Record<string, unknown> {
  const { setAt, ...contentState } = state;
  return { contentState, lastUpdated: isoTime(setAt) };
}
