import { Hono } from 'hono';
import { CqlError } from '../cql/cql-error.ts';
import { queryContext, searchSite } from '../cql/search.ts';
import { searchUsers } from '../cql/search-users.ts';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { v1Error } from '../http/v1-error.ts';
import { Refusal } from '../model/refusal.ts';
import { searchContentJson } from './search-content.ts';
import { encodeCursor, resultPage } from './search-pages.ts';
import { readSearchRequest, type SearchRequest } from './search-request.ts';
import { personRow, resultLinks, searchRow } from './search-rows.ts';

/** CQL search of v1: everything, content alone, people. Paths are below `/wiki/rest/api`. */
export function searchRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/search', (c) => answered(c, searchEverything));
  routes.get('/content/search', (c) => answered(c, searchContent));
  routes.get('/search/user', (c) => answered(c, searchPeople));
  return routes;
}

function answered(c: RouteContext, search: (c: RouteContext, request: SearchRequest) => Response): Response {
  try {
    return search(c, readSearchRequest(c));
  } catch (error) {
    if (error instanceof CqlError) return v1Error(c, error.status, error.message);
    if (error instanceof Refusal) return v1Error(c, 400, error.message);
    throw error;
  }
}

function searchEverything(c: RouteContext, request: SearchRequest): Response {
  const { site, person } = c.var;
  const { entities, texts } = searchSite(site, person, request.cql, request.options);
  const page = resultPage(entities.length, request.limit, request.cursor.page);
  const rows = entities.slice(page.from, page.to);
  return c.json({
    results: rows.map((entity) => searchRow(site, person, entity, texts, request)),
    start: page.from,
    limit: request.limit,
    size: rows.length,
    totalSize: page.totalSize,
    cqlQuery: request.cql,
    searchDuration: 7,
    archivedResultCount: 0,
    _links: resultLinks(
      site,
      `/rest/api/search?${selfQuery(request)}`,
      page.hasNext ? nextLink('/rest/api/search', request, page.to) : null,
    ),
  });
}

function searchContent(c: RouteContext, request: SearchRequest): Response {
  const { site, person } = c.var;
  const found = searchSite(site, person, request.cql, request.options).entities.filter(
    (entity) => entity.kind !== 'space',
  );
  const page = resultPage(found.length, request.limit, request.cursor.page);
  const rows = found.slice(page.from, page.to);
  return c.json({
    results: rows.map((entity) => searchContentJson(site, person, entity, request.expand)),
    start: page.from,
    limit: request.limit,
    size: rows.length,
    _links: resultLinks(
      site,
      `/rest/api/content/search?${selfQuery(request)}`,
      page.hasNext ? nextLink('/rest/api/content/search', request, page.to) : null,
    ),
  });
}

function searchPeople(c: RouteContext, request: SearchRequest): Response {
  const { site, person } = c.var;
  // Everybody here is licensed; nobody is a guest from outside.
  const guestsOnly = c.req.query('sitePermissionTypeFilter') === 'externalCollaborator';
  const everybody = searchUsers(site.people.values(), request.cql, queryContext(site, person));
  const found = guestsOnly ? [] : everybody;
  const rows = found.slice(request.start, request.start + request.limit);
  const end = request.start + rows.length;
  const next = new URLSearchParams({ cql: request.cql, limit: String(request.limit), start: String(end) });
  return c.json({
    results: rows.map((each) => personRow(site, person, each)),
    start: request.start,
    limit: request.limit,
    size: rows.length,
    totalSize: found.length,
    cqlQuery: request.cql,
    searchDuration: 3,
    archivedResultCount: 0,
    _links: resultLinks(
      site,
      `/rest/api/search/user?${selfQuery(request)}`,
      rows.length > 0 && end < found.length ? `/rest/api/search/user?${next}` : null,
    ),
  });
}

function selfQuery(request: SearchRequest): string {
  return new URLSearchParams({ cql: request.cql, limit: String(request.limit) }).toString();
}

/** Carries cql, limit, the cursor and a start that means nothing; not `excerpt` (facts: confluence-api §2.2). */
function nextLink(path: string, request: SearchRequest, start: number): string {
  const query = new URLSearchParams({
    next: 'true',
    cursor: encodeCursor({ ...request.cursor, page: request.cursor.page + 1 }),
    limit: String(request.limit),
    start: String(start),
    cql: request.cql,
  });
  if (request.cqlcontext !== null) query.set('cqlcontext', request.cqlcontext);
  return `${path}?${query}`;
}
