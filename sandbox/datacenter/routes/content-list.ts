import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { listParam } from '../../http/query.ts';
import type { Content } from '../../model/entities.ts';
import { canRead } from '../../model/permissions.ts';
import { Refusal } from '../../model/refusal.ts';
import { rootsOf } from '../../model/tree.ts';
import { currentVersion } from '../../model/update-content.ts';
import { isPageOrPost, spaceNamed, spaceOfPath } from '../find.ts';
import { expandOf, expandOrDefault, type Expand } from '../json/expand.ts';
import type { Json } from '../json/view.ts';
import { viewFor } from '../json/view-of.ts';
import { listJson } from '../list-answer.ts';
import { statusesOf } from './content-read.ts';

/** Lists of the whole site and of one space. */
export function contentListRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content', (c) => {
    const expand = expandOrDefault(c, 'history', 'space', 'version');
    return c.json(contentRows(c, ordered(c, matching(c)), expand));
  });

  routes.get('/space/:spaceKey/content', (c) => {
    const expand = expandOf(c);
    const [page, blogpost] = (['page', 'blogpost'] as const).map((kind) =>
      contentRows(c, ofSpace(c, kind), expand),
    );
    return c.json({ page, blogpost, _links: {}, _expandable: {} });
  });
  routes.get('/space/:spaceKey/content/:type', (c) => {
    const kind = (['page', 'blogpost'] as const).find((known) => known === c.req.param('type'));
    if (kind === undefined) throw new Refusal('invalid', `Unknown content type: ${c.req.param('type')}`);
    return c.json(contentRows(c, ofSpace(c, kind), expandOf(c)));
  });
  return routes;
}

/** A page of a list of content, as far as the caller may see it. Bodies cap the page without a word (facts: confluence-api §2.2). */
export function contentRows(c: RouteContext, contents: readonly Content[], expand: Expand): Json {
  const view = viewFor(c);
  const rows = contents.filter((content) => canRead(view.site, view.asker, content));
  return listJson(c, {
    rows,
    render: (content) => view.content(content, expand),
    maxLimit: expand.has('body') ? 50 : 200,
  });
}

function matching(c: RouteContext): Content[] {
  const site = c.get('site');
  const key = c.req.query('spaceKey');
  const space = key === undefined || key === '' ? undefined : spaceNamed(c, key);
  const ids = listParam(c, 'ids');
  const type = c.req.query('type') ?? (ids.length === 0 ? 'page' : null);
  if (type !== null && type !== 'page' && type !== 'blogpost')
    throw new Refusal('invalid', `Only page and blogpost can be fetched, not ${type}`);
  const title = c.req.query('title')?.toLowerCase();
  const day = c.req.query('postingDay');
  const statuses = statusesOf(c);
  return [...site.contents.values()].filter(
    (content) =>
      isPageOrPost(content) &&
      (type === null || content.kind === type) &&
      (ids.length === 0 || ids.includes(content.id)) &&
      (space === undefined || content.spaceId === space.id) &&
      (title === undefined || content.title.toLowerCase() === title) &&
      (day === undefined || new Date(content.createdAt).toISOString().startsWith(day)) &&
      statuses.has(content.status),
  );
}

const orders: Readonly<Record<string, (content: Content) => string | number>> = {
  id: (content) => Number(content.id),
  title: (content) => content.title.toLowerCase(),
  'history.createddate': (content) => content.createdAt,
  'version.when': (content) => currentVersion(content).createdAt,
};

/** `orderby=title`, `orderby=history.createdDate desc`. */
function ordered(c: RouteContext, contents: readonly Content[]): readonly Content[] {
  const [field = '', direction = 'asc'] = (c.req.query('orderby') ?? '').trim().split(/\s+/);
  const key = orders[field.toLowerCase()];
  if (key === undefined) return contents;
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  return contents.toSorted((a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0));
}

function ofSpace(c: RouteContext, kind: 'page' | 'blogpost'): Content[] {
  const [site, space] = [c.get('site'), spaceOfPath(c)];
  const all = [...site.contents.values()].filter(
    (content) => content.spaceId === space.id && content.kind === kind && content.status === 'current',
  );
  if (c.req.query('depth') !== 'root' || kind === 'blogpost') return all;
  const roots = rootsOf(site, space.id);
  return all.filter((content) => roots.includes(content));
}
