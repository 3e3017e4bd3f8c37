import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { readJson } from '../http/read-json.ts';
import { visibleContent } from '../model/find-content.ts';
import { canReadAttachment, canReadComment } from '../model/permissions.ts';

const idsAsked = z.looseObject({ contentIds: z.array(z.union([z.string(), z.number()])).max(100) });

/** Which type an id has; null where there is nothing to see (facts: confluence-api §1). */
export function convertIdsRoute(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.post('/content/convert-ids-to-types', async (c) => {
    const { contentIds } = await readJson(c, idsAsked);
    return c.json({
      results: Object.fromEntries(contentIds.map((id) => [String(id), typeOf(c, String(id))])),
    });
  });
  return routes;
}

function typeOf(c: RouteContext, id: string): string | null {
  const [site, person] = [c.get('site'), c.get('person')];
  const content = visibleContent(site, person, id);
  if (content !== undefined) return content.kind;
  const comment = site.comments.get(id);
  if (comment !== undefined) return canReadComment(site, person, comment) ? `${comment.kind}-comment` : null;
  const attachment = site.attachments.get(id.startsWith('att') ? id : `att${id}`);
  return attachment !== undefined && canReadAttachment(site, person, attachment) ? 'attachment' : null;
}
