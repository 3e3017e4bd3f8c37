import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { enumListParam, enumParam, idListParam, pathId } from '../http/query.ts';
import type { Content } from '../model/entities.ts';
import { canRead } from '../model/permissions.ts';
import { currentVersion } from '../model/update-content.ts';
import { childrenOf, rootsOf } from '../model/tree.ts';
import { listFormats } from '../model/body-in.ts';
import { pageJson } from './content-json.ts';
import { spaceOfPath } from './find.ts';
import { pagedAnswer } from './paged-answer.ts';
import { sorted, type SortKeys } from './sorted.ts';

const contentSortKeys: SortKeys<Content> = {
  id: (content) => Number(content.id),
  'created-date': (content) => content.createdAt,
  'modified-date': (content) => currentVersion(content).createdAt,
  title: (content) => content.title,
};

const statuses = {
  page: ['current', 'archived', 'deleted', 'trashed'],
  blogpost: ['current', 'deleted', 'trashed'],
} as const;

/** Lists of pages and blog posts: of the site, of a space, of a label. */
export function pageListRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/pages', (c) => contentList(c, 'page', everything(c, 'page')));
  routes.get('/blogposts', (c) => contentList(c, 'blogpost', everything(c, 'blogpost')));
  routes.get('/spaces/:id/pages', (c) => {
    const space = spaceOfPath(c);
    const pages = everything(c, 'page').filter((content) => content.spaceId === space.id);
    if (enumParam(c, 'depth', ['all', 'root']) !== 'root') return contentList(c, 'page', pages);
    const roots = rootsOf(c.get('site'), space.id);
    return contentList(c, 'page', [...roots, ...childrenOf(c.get('site'), space.homepageId ?? '')]);
  });
  routes.get('/spaces/:id/blogposts', (c) => {
    const space = spaceOfPath(c);
    const posts = everything(c, 'blogpost').filter((content) => content.spaceId === space.id);
    return contentList(c, 'blogpost', posts);
  });
  routes.get('/labels/:id/pages', (c) => contentList(c, 'page', labelled(c, 'page')));
  routes.get('/labels/:id/blogposts', (c) => contentList(c, 'blogpost', labelled(c, 'blogpost')));
  return routes;
}

/** Filters, sorts and pages contents of one kind; what the caller may not read is not there. */
function contentList(c: RouteContext, kind: 'page' | 'blogpost', contents: readonly Content[]): Response {
  const [site, person] = [c.get('site'), c.get('person')];
  const wanted = statusesWanted(c, kind);
  const title = c.req.query('title')?.toLowerCase();
  const ids = new Set(idListParam(c, 'id', 250));
  const spaceIds = new Set(idListParam(c, 'space-id', 100));
  const format = enumParam(c, 'body-format', listFormats);
  const subtype = enumParam(c, 'subtype', ['live', 'page']);
  const rows = contents.filter(
    (content) =>
      content.kind === kind &&
      wanted.includes(content.status) &&
      (title === undefined || content.title.toLowerCase() === title) &&
      (ids.size === 0 || ids.has(content.id)) &&
      (spaceIds.size === 0 || spaceIds.has(content.spaceId)) &&
      (subtype === null || (content.subtype ?? 'page') === subtype) &&
      canRead(site, person, content),
  );
  return pagedAnswer(c, {
    rows: sorted(c, rows, contentSortKeys),
    idOf: (content) => content.id,
    render: (content) => ({
      ...pageJson(site, person, content, format),
      ...(kind === 'page' ? { subtype: content.subtype } : {}),
    }),
  });
}

function statusesWanted(c: RouteContext, kind: 'page' | 'blogpost'): readonly string[] {
  const given: string[] = enumListParam(c, 'status', statuses[kind]);
  return given.length === 0 ? ['current', 'archived'] : given;
}

function everything(c: RouteContext, kind: 'page' | 'blogpost'): Content[] {
  return [...c.get('site').contents.values()].filter((content) => content.kind === kind);
}

function labelled(c: RouteContext, kind: 'page' | 'blogpost'): Content[] {
  const id = pathId(c);
  return everything(c, kind).filter((content) => content.labels.some((label) => label.id === id));
}
