import { Hono } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import { moveContent, type MovePosition } from '../model/move-content.ts';
import { canCreate, canUpdate } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { contentOfPath, notPermitted } from './find.ts';

const positions: readonly MovePosition[] = ['before', 'after', 'append'];

/** Moves within the tree and across spaces (facts: confluence-api §5, tree operations). */
export function moveRoute(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.put('/content/:id/move/:position/:targetId', (c) => {
    const position = positions.find((known) => known === c.req.param('position'));
    if (position === undefined) throw new Refusal('invalid', `Unknown position: ${c.req.param('position')}`);
    const content = contentOfPath(c);
    const target = contentOfPath(c, 'targetId');
    if (content.kind === 'blogpost' || target.kind === 'blogpost') {
      throw new Refusal('invalid', 'Blog posts have no place in the tree');
    }
    const [site, person] = [c.get('site'), c.get('person')];
    const space = site.spaces.get(target.spaceId);
    if (space === undefined || !canUpdate(site, person, content) || !canCreate(site, person, space, target)) {
      throw notPermitted();
    }
    moveContent(site, content, position, target);
    return c.json({ pageId: content.id });
  });
  return routes;
}
