import { Hono } from 'hono';
import { CqlError } from '../../cql/cql-error.ts';
import { dataCenterDialect } from '../../cql/dialect.ts';
import { queryContext, searchSite, type SearchOptions } from '../../cql/search.ts';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { boolParam } from '../../http/query.ts';
import { Refusal } from '../../model/refusal.ts';
import { dataCenterError } from '../error.ts';
import { expandOf, expandOrDefault } from '../json/expand.ts';
import { entityJson, personRow, searchRow } from '../json/search-row.ts';
import type { Json } from '../json/view.ts';
import { viewFor } from '../json/view-of.ts';
import { listJson } from '../list-answer.ts';
import { personNamed } from '../logins.ts';
import { searchPeople } from '../search-people.ts';

/** CQL search. `start` and `limit` are honoured, unlike on Cloud (facts: confluence-api §2.3). */
export function searchRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/search', (c) => answered(c, everything));
  routes.get('/content/search', (c) => answered(c, contentAlone));
  return routes;
}

function everything(c: RouteContext, cql: string): Json {
  const view = viewFor(c);
  const options = searchOptions(c);
  const { people, peopleOnly } = searchPeople(
    view.site.people.values(),
    cql,
    queryContext(view.site, view.asker, options),
  );
  const { entities, texts } = peopleOnly
    ? { entities: [], texts: [] }
    : searchSite(view.site, view.asker, cql, options);
  const expand = expandOf(c);
  const excerpt = c.req.query('excerpt') ?? 'highlight';
  const rows = [
    ...people.map((person) => () => personRow(view, person)),
    ...entities.map((entity) => () => searchRow(view, entity, { texts, excerpt, expand })),
  ];
  return found(c, cql, rows, expand.has('content.body'));
}

function contentAlone(c: RouteContext, cql: string): Json {
  const view = viewFor(c);
  const expand = expandOrDefault(c, 'history', 'space', 'version');
  const { entities } = searchSite(view.site, view.asker, cql, searchOptions(c));
  const rows = entities
    .filter((entity) => entity.kind !== 'space')
    .map((entity) => () => entityJson(view, entity, expand));
  return found(c, cql, rows, expand.has('body'));
}

function found(c: RouteContext, cql: string, rows: readonly (() => Json)[], bodies: boolean): Json {
  const extra = { totalSize: rows.length, cqlQuery: cql, searchDuration: 7 };
  return listJson(c, { rows, render: (row) => row(), maxLimit: bodies ? 50 : 500, extra });
}

/** Every fault of a query is said in the same words (facts: confluence-api §3.4). */
function answered(c: RouteContext, search: (c: RouteContext, cql: string) => Json): Response {
  const cql = c.req.query('cql') ?? '';
  if (cql.trim() === '') return dataCenterError(c, 400, 'Could not parse cql : a query is required', null);
  try {
    return c.json(search(c, cql));
  } catch (error) {
    if (!(error instanceof CqlError)) throw error;
    const { message } = error;
    const prefix = 'Could not parse cql : ';
    return dataCenterError(
      c,
      400,
      message.startsWith(prefix) ? message : `${prefix}${cql} - ${message}`,
      null,
    );
  }
}

function searchOptions(c: RouteContext): SearchOptions {
  const site = c.get('site');
  return {
    ...cqlContext(c.req.query('cqlcontext') ?? ''),
    includeArchivedSpaces: boolParam(c, 'includeArchivedSpaces'),
    dialect: dataCenterDialect,
    accountNamed: (name) => personNamed(site, name)?.accountId,
  };
}

/** Context for functions, never a filter. @throws Refusal `invalid` */
function cqlContext(text: string): SearchOptions {
  if (text === '') return {};
  const context = parseObject(text);
  if (context === null) throw new Refusal('invalid', `Could not parse cqlcontext : ${text}`);
  const [spaceKey, contentId] = [Reflect.get(context, 'spaceKey'), Reflect.get(context, 'contentId')];
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
