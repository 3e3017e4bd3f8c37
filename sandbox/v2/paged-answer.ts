import type { RouteContext } from '../http/context.ts';
import { intParam } from '../http/query.ts';
import { wikiBase } from '../model/links.ts';
import { Refusal } from '../model/refusal.ts';

export interface PagedList<T> {
  /** All rows that the caller may see, in order. */
  readonly rows: readonly T[];
  readonly idOf: (row: T) => string;
  /** Only called for the rows of this page. */
  readonly render: (row: T) => unknown;
  readonly defaultLimit?: number;
  readonly minLimit?: number;
  /** Beside `results` and `_links`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/**
 * One page of a list: `_links.next` and the Link header repeat the query with a cursor while there is more; both start with
 * `/wiki`, on the API address too (facts: confluence-api §2.1).
 */
export function pagedAnswer<T>(c: RouteContext, list: PagedList<T>): Response {
  const { rows, idOf } = list;
  const limit = intParam(c, 'limit', { default: list.defaultLimit ?? 25, min: list.minLimit ?? 1, max: 250 });
  const start = startOf(c.req.query('cursor'), rows, idOf);
  const page = rows.slice(start, start + limit);
  const last = page.at(-1);
  const base = wikiBase(c.get('site'));
  const more = last !== undefined && start + page.length < rows.length;
  const next = more ? nextLink(c, encodeCursor({ id: idOf(last), at: start + page.length })) : null;
  c.header('Link', [...(next === null ? [] : [`<${next}>; rel="next"`]), `<${base}>; rel="base"`].join(', '));
  return c.json({
    results: page.map(list.render),
    ...list.extra,
    _links: { ...(next === null ? {} : { next }), base },
  });
}

interface Cursor {
  /** The last row that was given. */
  readonly id: string;
  /** Where its successor stood, for when the row itself is gone. */
  readonly at: number;
}

function startOf<T>(cursor: string | undefined, rows: readonly T[], idOf: (row: T) => string): number {
  if (cursor === undefined || cursor === '') return 0;
  const { id, at } = decodeCursor(cursor);
  if (rows[at - 1] !== undefined && idOf(rows[at - 1] as T) === id) return at;
  const found = rows.findIndex((row) => idOf(row) === id);
  return found < 0 ? at : found + 1;
}

function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64');
}

function decodeCursor(text: string): Cursor {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
    if (typeof value === 'object' && value !== null && 'id' in value && 'at' in value) {
      if (typeof value.id === 'string' && typeof value.at === 'number') return { id: value.id, at: value.at };
    }
  } catch {
    // What is not JSON is refused below, like JSON that is no cursor.
  }
  throw new Refusal('invalid', `Invalid cursor: ${text}`);
}

function nextLink(c: RouteContext, cursor: string): string {
  const query = new URL(c.req.url).searchParams;
  query.set('cursor', cursor);
  return `${c.req.path}?${query.toString()}`;
}
