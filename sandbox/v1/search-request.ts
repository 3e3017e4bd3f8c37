import type { SearchOptions } from '../cql/search.ts';
import type { RouteContext } from '../http/context.ts';
import { Refusal } from '../model/refusal.ts';
import { type Expand, expandOfPaths } from './expand.ts';
import { decodeCursor, type SearchCursor } from './search-pages.ts';

const mostRows = 250;
const mostWithBodies = 50;
const mostWithRenderedBodies = 25;

/** What a caller of search asks for. */
export interface SearchRequest {
  readonly cql: string;
  readonly cqlcontext: string | null;
  readonly options: SearchOptions;
  readonly limit: number;
  readonly start: number;
  readonly cursor: SearchCursor;
  readonly excerpt: string;
  readonly expand: Expand;
}

/** Reads the query of a search request. @throws Refusal `invalid` */
export function readSearchRequest(c: RouteContext): SearchRequest {
  const cql = c.req.query('cql');
  if (cql === undefined || cql === '') throw new Refusal('invalid', 'cql query parameter is required.');
  const cqlcontext = c.req.query('cqlcontext') ?? null;
  const cursor = readCursor(c);
  const paths = readExpand(c);
  return {
    cql,
    cqlcontext,
    options: {
      ...readCqlContext(cqlcontext),
      includeArchivedSpaces: cursor.includeArchivedSpaces,
      excludeCurrentSpaces: cursor.excludeCurrentSpaces,
    },
    limit: Math.min(readNumber(c, 'limit', 25), mostFor(paths)),
    start: readNumber(c, 'start', 0),
    cursor,
    excerpt: c.req.query('excerpt') ?? 'highlight',
    expand: expandOfPaths(paths),
  };
}

/** Expanding bodies caps the page size silently (facts: confluence-api §2.2). */
function mostFor(paths: readonly string[]): number {
  const bodies = paths.filter((path) => path.startsWith('body.'));
  if (bodies.some((path) => /^body\.(export_view|styled_view)/.test(path))) return mostWithRenderedBodies;
  return bodies.length > 0 ? mostWithBodies : mostRows;
}

function readCursor(c: RouteContext): SearchCursor {
  const text = c.req.query('cursor');
  if (text === undefined || text === '') {
    const flag = (name: string): boolean => c.req.query(name)?.toLowerCase() === 'true';
    return {
      page: 0,
      includeArchivedSpaces: flag('includeArchivedSpaces'),
      excludeCurrentSpaces: flag('excludeCurrentSpaces'),
    };
  }
  const cursor = decodeCursor(text);
  if (cursor === null) throw new Refusal('invalid', `Invalid cursor: ${text}`);
  return cursor;
}

/** `content.version` and `version` mean the same in rows that hold a content object. */
function readExpand(c: RouteContext): string[] {
  const paths = (c.req.queries('expand') ?? [])
    .flatMap((value) => value.split(','))
    .map((path) => path.trim());
  return paths.filter((path) => path !== '').map((path) => path.replace(/^content\./, ''));
}

function readNumber(c: RouteContext, name: string, standard: number): number {
  const text = c.req.query(name);
  if (text === undefined || text === '') return standard;
  if (!/^\d{1,9}$/.test(text)) throw new Refusal('invalid', `${name} must be a whole number, got: ${text}`);
  return Number(text);
}

/** `{"spaceKey":…,"contentId":…,"contentStatuses":…}`: context for functions, never a filter. */
function readCqlContext(text: string | null): SearchOptions {
  if (text === null || text === '') return {};
  const context = parseObject(text);
  if (context === null) throw new Refusal('invalid', `Could not parse cqlcontext : ${text}`);
  const spaceKey = Reflect.get(context, 'spaceKey');
  const contentId = Reflect.get(context, 'contentId');
  return {
    ...(typeof spaceKey === 'string' ? { spaceKey } : {}),
    ...(typeof contentId === 'string' || typeof contentId === 'number'
      ? { contentId: String(contentId) }
      : {}),
  };
}

function parseObject(text: string): object | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
