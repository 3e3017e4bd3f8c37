import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { attachmentsOf } from '../model/attachments.ts';
import { commentsOn, repliesTo } from '../model/comments.ts';
import type { Comment, Content } from '../model/entities.ts';
import { wikiBase } from '../model/links.ts';
import { canRead } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import type { Site } from '../model/site.ts';
import { spaceByKey } from '../model/spaces.ts';
import { childrenOf, descendantsOf, rootsOf } from '../model/tree.ts';
import { attachmentJson } from './attachment-json.ts';
import { commentJson } from './comment-json.ts';
import { contentJson } from './content-json.ts';
import { expandOf } from './expand.ts';
import { contentOfPath, spaceOfPath } from './find.ts';
import { listJson } from './list-answer.ts';

const treeKinds = ['page', 'folder', 'whiteboard', 'database', 'embed'] as const;

/** Lists of v1's content API: of the site, of a space, children and descendants by type. */
export function contentListRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content', (c) => {
    const type = c.req.query('type') ?? 'page';
    // Measured (facts: confluence-api §1).
    if (type === 'folder') throw new Refusal('not-implemented', 'Cannot fetch folders with ContentFinder');
    return contentList(c, matching(c, type));
  });
  routes.get('/space/:spaceKey/content/:type', (c) => {
    const space = spaceOfPath(c);
    const all = [...c.get('site').contents.values()].filter(
      (content) =>
        content.spaceId === space.id && content.kind === c.req.param('type') && content.status === 'current',
    );
    if (c.req.query('depth') !== 'root') return contentList(c, all);
    const roots = rootsOf(c.get('site'), space.id);
    return contentList(
      c,
      all.filter((content) => roots.includes(content)),
    );
  });

  for (const kind of treeKinds) {
    routes.get(`/content/:id/child/${kind}`, (c) =>
      contentList(
        c,
        childrenOf(c.get('site'), contentOfPath(c).id).filter((child) => child.kind === kind),
      ),
    );
  }
  routes.get('/content/:id/child/attachment', (c) => {
    const [site, person, content] = [c.get('site'), c.get('person'), contentOfPath(c)];
    const [name, mediaType] = [c.req.query('filename'), c.req.query('mediaType')];
    const rows = attachmentsOf(site, content.id).filter(
      (attachment) =>
        (name === undefined || attachment.title === name) &&
        (mediaType === undefined || attachment.mediaType === mediaType),
    );
    return c.json(
      listJson(c, {
        rows,
        render: (attachment) => attachmentJson(site, person, attachment, expandOf(c)),
        defaultLimit: 50,
      }),
    );
  });
  routes.get('/content/:id/child/comment', (c) => {
    const [site, person, content] = [c.get('site'), c.get('person'), contentOfPath(c)];
    const locations = (c.req.queries('location') ?? []).flatMap((value) => value.split(','));
    const roots = [
      ...commentsOn(site, content.id, 'footer'),
      ...commentsOn(site, content.id, 'inline'),
    ].filter((comment) => locations.length === 0 || locations.includes(locationOf(comment)));
    const rows = c.req.query('depth') === 'all' ? roots.flatMap((root) => withReplies(site, root)) : roots;
    const render = (comment: Comment): unknown => commentJson(site, person, comment, expandOf(c));
    return c.json(listJson(c, { rows: rows.toSorted((a, b) => a.createdAt - b.createdAt), render }));
  });
  return routes;
}

/** Resolved inline comments are a location of their own. */
function locationOf(comment: Comment): 'footer' | 'inline' | 'resolved' {
  return comment.inline?.resolution === 'resolved' ? 'resolved' : comment.kind;
}

function withReplies(site: Site, comment: Comment): Comment[] {
  return [comment, ...repliesTo(site, comment).flatMap((reply) => withReplies(site, reply))];
}

/** `/content/{id}/descendant`, which the living v1 still has. */
export function descendantRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/:id/descendant', (c) => {
    const [site, person, content, expand] = [c.get('site'), c.get('person'), contentOfPath(c), expandOf(c)];
    const seen = descendantsOf(site, content.id)
      .map((row) => row.content)
      .filter((row) => canRead(site, person, row));
    const given = treeKinds.filter((kind) => expand.has(kind));
    const lists = given.map((kind) => {
      const rows = seen.filter((row) => row.kind === kind);
      const results = rows.map((row) => contentJson(site, person, row, expand.below(kind)));
      return [kind, { results, start: 0, limit: results.length, size: results.length, _links: {} }];
    });
    const rest = [...treeKinds, 'attachment', 'comment'].filter(
      (kind) => !given.some((name) => name === kind),
    );
    const self = `/rest/api/content/${content.id}/descendant`;
    return c.json({
      ...Object.fromEntries(lists),
      _expandable: Object.fromEntries(rest.map((kind) => [kind, `${self}/${kind}`])),
      _links: { self: wikiBase(site) + self, base: wikiBase(site), context: '/wiki' },
    });
  });
  routes.get('/content/:id/descendant/:type', (c) => {
    const kind = treeKinds.find((known) => known === c.req.param('type'));
    if (kind === undefined) throw new Refusal('invalid', `Unknown content type: ${c.req.param('type')}`);
    const depth = depthOf(c.req.query('depth') ?? 'all');
    const found = descendantsOf(c.get('site'), contentOfPath(c).id, depth).map((row) => row.content);
    return contentList(
      c,
      found.filter((content) => content.kind === kind),
    );
  });
  return routes;
}

function depthOf(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (text === 'root') return 1;
  if (!/^[1-9]\d*$/.test(text)) throw new Refusal('invalid', `Unknown depth: ${text}`);
  return Number(text);
}

function contentList(c: RouteContext, contents: readonly Content[]): Response {
  const [site, person, expand] = [c.get('site'), c.get('person'), expandOf(c)];
  const rows = contents.filter((content) => canRead(site, person, content));
  const render = (content: Content): unknown => contentJson(site, person, content, expand);
  // Bodies cap the page silently (facts: confluence-api §2.2).
  const rendered = expand.has('body.export_view') || expand.has('body.styled_view');
  const maxLimit = rendered ? 25 : expand.has('body') ? 50 : 250;
  return c.json(listJson(c, { rows, render, maxLimit }));
}

function matching(c: RouteContext, type: string): Content[] {
  const site = c.get('site');
  const key = c.req.query('spaceKey');
  const space = key === undefined ? undefined : spaceByKey(site, key);
  const title = c.req.query('title')?.toLowerCase();
  const statuses = (c.req.queries('status') ?? ['current']).flatMap((status) => status.split(','));
  return [...site.contents.values()].filter(
    (content) =>
      content.kind === type &&
      (key === undefined || content.spaceId === space?.id) &&
      (title === undefined || content.title.toLowerCase() === title) &&
      (statuses.includes('any') || statuses.includes(content.status)),
  );
}
