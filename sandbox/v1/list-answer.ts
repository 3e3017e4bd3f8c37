import type { RouteContext } from '../http/context.ts';
import { intParam } from '../http/query.ts';
import { wikiBase } from '../model/links.ts';

export interface V1List<T> {
  readonly rows: readonly T[];
  readonly render: (row: T) => unknown;
  readonly defaultLimit?: number;
  readonly maxLimit?: number;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/**
 * A list by `start` and `limit`. `_links.next` is there only while more rows exist and is relative to the `/wiki` context,
 * unlike in v2 (facts: confluence-api §2.2).
 */
export function listJson<T>(c: RouteContext, list: V1List<T>): Record<string, unknown> {
  const most = Number.MAX_SAFE_INTEGER;
  const start = intParam(c, 'start', { default: 0, min: 0, max: most });
  const asked = intParam(c, 'limit', { default: list.defaultLimit ?? 25, min: 0, max: most });
  const limit = Math.min(asked, list.maxLimit ?? 1000);
  const rows = list.rows.slice(start, start + limit);
  const path = c.req.path.replace(/^\/wiki/, '');
  return {
    results: rows.map(list.render),
    start,
    limit,
    size: rows.length,
    ...list.extra,
    _links: {
      base: wikiBase(c.get('site')),
      context: '/wiki',
      self: `${wikiBase(c.get('site'))}${path}`,
      ...(rows.length > 0 && start + rows.length < list.rows.length
        ? { next: nextLink(c, path, start + rows.length, limit) }
        : {}),
    },
  };
}

function nextLink(c: RouteContext, path: string, start: number, limit: number): string {
  const query = new URL(c.req.url).searchParams;
  query.set('next', 'true');
  query.set('limit', String(limit));
  query.set('start', String(start));
  return `${path}?${query.toString()}`;
}
