import type { RouteContext } from '../http/context.ts';
import { wikiBase } from '../model/links.ts';

/** One thing, with `_links.base` beside its own links. */
export function singleAnswer(
  c: RouteContext,
  json: Record<string, unknown>,
  status: 200 | 201 = 200,
): Response {
  const links: unknown = json['_links'];
  const own = typeof links === 'object' && links !== null ? links : {};
  return c.json({ ...json, _links: { ...own, base: wikiBase(c.get('site')) } }, status);
}
