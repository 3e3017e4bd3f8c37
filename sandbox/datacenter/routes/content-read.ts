import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { listParam, optionalIntParam } from '../../http/query.ts';
import type { Content } from '../../model/entities.ts';
import { itemOfPath, noContent } from '../find.ts';
import { contentJson, wholeContentJson } from '../json/content-json.ts';
import { expandOrDefault } from '../json/expand.ts';
import { type Shown, shownDraft, shownNow, shownVersion } from '../json/shown.ts';
import type { Json } from '../json/view.ts';
import { viewFor } from '../json/view-of.ts';

/** One page, post, comment or attachment by id. */
export function contentReadRoute(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/:id', (c) => {
    const expand = expandOrDefault(c, 'history', 'space', 'version');
    const view = viewFor(c);
    const item = itemOfPath(c);
    const answer = (json: Json): Response => c.json(wholeContentJson(view.site, json));
    if (item.kind === 'comment') return answer(view.comment(item.comment, expand));
    if (item.kind === 'attachment') {
      if (!statusesOf(c).has(item.attachment.status)) throw noContent(c.req.param('id'));
      return answer(view.attachment(item.attachment, expand));
    }
    return answer(contentJson(view, item.content, expand, shownTo(c, item.content)));
  });
  return routes;
}

/** What `status` and `version` ask for. @throws Refusal `not-found` */
function shownTo(c: RouteContext, content: Content): Shown {
  const statuses = statusesOf(c);
  const number =
    optionalIntParam(c, 'version') ?? (c.get('staleRead') ? Math.max(content.versions.length - 1, 1) : null);
  const shown =
    number === null || number === 0
      ? statuses.has(content.status)
        ? shownNow(content)
        : statuses.has('draft')
          ? shownDraft(content)
          : null
      : shownVersion(content, number);
  if (shown === null) throw noContent(content.id);
  return shown;
}

/** Current content unless something else is asked for; `any` is everything but drafts. */
export function statusesOf(c: RouteContext): ReadonlySet<string> {
  const asked = listParam(c, 'status');
  if (asked.length === 0) return new Set(['current']);
  return new Set(
    asked.flatMap((status) => (status === 'any' ? ['current', 'trashed', 'historical'] : [status])),
  );
}
