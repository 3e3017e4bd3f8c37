import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { intParam } from '../../http/query.ts';
import { canAdminister, canRead, canReadComment } from '../../model/permissions.ts';
import { Refusal } from '../../model/refusal.ts';
import { purgeContent } from '../../model/trash.ts';
import { notPermitted } from '../error.ts';
import { isPageOrPost, spaceNamed, spaceOfPath } from '../find.ts';
import { expandOrDefault } from '../json/expand.ts';
import type { Json } from '../json/view.ts';
import { viewFor } from '../json/view-of.ts';
import { pathOf, wholeLinks } from '../list-answer.ts';
import { statusesOf } from './content-read.ts';

interface ScanRow {
  readonly id: number;
  readonly render: () => Json;
}

/** Walks by cursor: the scan of everything, and the trash of a space (facts: confluence-api §2.3). */
export function contentScanRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/scan', (c) => {
    const key = c.req.query('spaceKey');
    const space = key === undefined || key === '' ? null : spaceNamed(c, key);
    return c.json(scanJson(c, scanned(c, c.req.query('type') ?? 'page', space?.id ?? null)));
  });
  routes.get('/space/:spaceKey/trash', (c) => c.json(scanJson(c, trashed(c, spaceOfPath(c).id))));
  routes.delete('/space/:spaceKey/trash', (c) => {
    const [site, space] = [c.get('site'), spaceOfPath(c)];
    for (const content of site.contents.values()) {
      if (content.spaceId !== space.id || content.status !== 'trashed') continue;
      if (!canAdminister(site, c.get('person'), content)) throw notPermitted('purge the trash');
      purgeContent(site, content);
    }
    return c.body(null, 204);
  });
  return routes;
}

function scanned(c: RouteContext, type: string, spaceId: string | null): ScanRow[] {
  const [view, expand, statuses] = [
    viewFor(c),
    expandOrDefault(c, 'history', 'space', 'version'),
    statusesOf(c),
  ];
  const { site, asker } = view;
  if (type === 'comment') {
    return [...site.comments.values()].flatMap((comment) => {
      const content = site.contents.get(comment.contentId);
      const fits = spaceId === null || content?.spaceId === spaceId;
      if (!fits || !statuses.has(comment.status) || !canReadComment(site, asker, comment)) return [];
      return { id: Number(comment.id), render: () => view.comment(comment, expand) };
    });
  }
  if (type !== 'page' && type !== 'blogpost')
    throw new Refusal('invalid', `Only page, blogpost and comment can be scanned, not ${type}`);
  return [...site.contents.values()]
    .filter(
      (content) =>
        content.kind === type &&
        statuses.has(content.status) &&
        (spaceId === null || content.spaceId === spaceId) &&
        canRead(site, asker, content),
    )
    .map((content) => ({ id: Number(content.id), render: () => view.content(content, expand) }));
}

function trashed(c: RouteContext, spaceId: string): ScanRow[] {
  const [view, expand] = [viewFor(c), expandOrDefault(c)];
  return [...view.site.contents.values()]
    .filter(
      (content) =>
        isPageOrPost(content) &&
        content.spaceId === spaceId &&
        content.status === 'trashed' &&
        canRead(view.site, view.asker, content),
    )
    .map((content) => ({ id: Number(content.id), render: () => view.content(content, expand) }));
}

const most = 200;

/** Rows in the order of their ids, from the cursor on. A cursor reads `content:false:ID`; `true` in it goes backwards. */
function scanJson(c: RouteContext, all: readonly ScanRow[]): Json {
  const limit = Math.min(intParam(c, 'limit', { default: 25, min: 1, max: 2_147_483_647 }), most);
  const sorted = all.toSorted((a, b) => a.id - b.id);
  const text = c.req.query('cursor') ?? '';
  const [, backwards, at] = /^content:(true|false):(\d+)$/.exec(text) ?? [];
  if (text !== '' && at === undefined) throw new Refusal('invalid', `Invalid cursor: ${text}`);
  const split = at === undefined ? 0 : sorted.findIndex((row) => row.id > Number(at));
  const from = split < 0 ? sorted.length : split;
  const start = backwards === 'true' ? Math.max(0, from - 1 - limit) : from;
  const end = backwards === 'true' ? Math.max(0, from - 1) : from + limit;
  const rows = sorted.slice(start, end);
  const [first, last] = [rows.at(0), rows.at(-1)];
  const next = last !== undefined && end < sorted.length ? `content:false:${last.id}` : null;
  const prev = first !== undefined && start > 0 ? `content:true:${first.id}` : null;
  return {
    results: rows.map((row) => row.render()),
    cursor: text === '' ? 'content:false:null' : text,
    ...(next === null ? {} : { nextCursor: next }),
    ...(prev === null ? {} : { prevCursor: prev }),
    limit,
    size: rows.length,
    _links: {
      ...wholeLinks(c),
      ...(next === null ? {} : { next: cursorLink(c, next, limit) }),
      ...(prev === null ? {} : { prev: cursorLink(c, prev, limit) }),
    },
  };
}

function cursorLink(c: RouteContext, cursor: string, limit: number): string {
  const query = new URL(c.req.url).searchParams;
  query.set('cursor', cursor);
  query.set('limit', String(limit));
  return `${pathOf(c)}?${query.toString()}`;
}
