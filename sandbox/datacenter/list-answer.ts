import type { RouteContext } from '../http/context.ts';
import { intParam } from '../http/query.ts';
import { wikiBase } from '../model/links.ts';

export interface DataCenterList<T> {
  readonly rows: readonly T[];
  readonly render: (row: T) => unknown;
  readonly defaultLimit?: number;
  readonly maxLimit?: number;
  /** Besides rows and numbers. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/**
 * A list by `start` and `limit`. `size` counts the rows of this page; `_links.next` and `prev` are relative to the context
 * and repeat the query (facts: confluence-api §2.3).
 */
export function listJson<T>(c: RouteContext, list: DataCenterList<T>): Record<string, unknown> {
  const most = 2_147_483_647;
  const start = intParam(c, 'start', { default: 0, min: 0, max: most });
  const asked = intParam(c, 'limit', { default: list.defaultLimit ?? 25, min: 0, max: most });
  const limit = Math.min(asked, list.maxLimit ?? 1000);
  const rows = list.rows.slice(start, start + limit);
  const end = start + rows.length;
  return {
    results: rows.map(list.render),
    start,
    limit,
    size: rows.length,
    ...list.extra,
    _links: {
      ...wholeLinks(c),
      ...(rows.length > 0 && end < list.rows.length ? { next: pageLink(c, end, limit) } : {}),
      ...(start > 0 && limit > 0 ? { prev: pageLink(c, Math.max(0, start - limit), limit) } : {}),
    },
  };
}

/** The links of a whole answer: where it was had, and what relative links are relative to. */
export function wholeLinks(c: RouteContext): Record<string, string> {
  const site = c.get('site');
  return {
    self: wikiBase(site) + pathOf(c) + new URL(c.req.url).search,
    base: wikiBase(site),
    context: site.contextPath,
  };
}

/** The path asked for, without the context. */
export function pathOf(c: RouteContext): string {
  return c.req.path.slice(c.get('site').contextPath.length);
}

function pageLink(c: RouteContext, start: number, limit: number): string {
  const query = new URL(c.req.url).searchParams;
  query.set('limit', String(limit));
  query.set('start', String(start));
  return `${pathOf(c)}?${query.toString()}`;
}
