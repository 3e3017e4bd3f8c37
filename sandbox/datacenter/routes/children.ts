import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { listParam } from '../../http/query.ts';
import { attachmentsOf } from '../../model/attachments.ts';
import { commentsOn, commentsOnAttachment, repliesTo } from '../../model/comments.ts';
import type { Comment } from '../../model/entities.ts';
import { Refusal } from '../../model/refusal.ts';
import { childrenOf } from '../../model/tree.ts';
import { parentOfPath, type Item } from '../find.ts';
import { repliesJson, commentsBelow, withReplies } from '../json/comment-json.ts';
import { childrenJson, descendantsJson } from '../json/content-json.ts';
import { expandOf } from '../json/expand.ts';
import type { Json } from '../json/view.ts';
import { viewFor } from '../json/view-of.ts';
import { listJson, pathOf, wholeLinks } from '../list-answer.ts';
import { contentRows } from './content-list.ts';

/** What lies directly below content, and the comments below it. */
export function childrenRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/:id/child', (c) => {
    const [view, item, expand] = [viewFor(c), parentOfPath(c), expandOf(c)];
    if (item.kind === 'attachment')
      return c.json({ _links: wholeLinks(c), _expandable: { comment: `${pathOf(c)}/comment` } });
    const json =
      item.kind === 'content'
        ? childrenJson(view, item.content, expand)
        : repliesJson(view, item.comment, expand);
    return c.json({ ...json, _links: wholeLinks(c) });
  });
  routes.get('/content/:id/child/comment', (c) => {
    const [view, item, expand] = [viewFor(c), parentOfPath(c), expandOf(c)];
    const locations = listParam(c, 'location');
    const depth = c.req.query('depth') ?? '';
    const roots = rootComments(c, item).filter(
      (comment) => locations.length === 0 || locations.includes(locationOf(comment)),
    );
    const rows =
      depth.toLowerCase() === 'all' ? roots.flatMap((root) => withReplies(view.site, root)) : roots;
    return c.json(listJson(c, { rows, render: (comment) => view.comment(comment, expand), maxLimit: 200 }));
  });
  routes.get('/content/:id/child/attachment', (c) => {
    const [view, item, expand] = [viewFor(c), parentOfPath(c), expandOf(c)];
    const [name, mediaType] = [c.req.query('filename'), c.req.query('mediaType')];
    const rows = (item.kind === 'content' ? attachmentsOf(view.site, item.content.id) : []).filter(
      (attachment) =>
        (name === undefined || attachment.title === name) &&
        (mediaType === undefined || attachment.mediaType === mediaType),
    );
    return c.json(
      listJson(c, { rows, render: (row) => view.attachment(row, expand), defaultLimit: 50, maxLimit: 200 }),
    );
  });
  routes.get('/content/:id/child/:type', (c) => {
    if (c.req.param('type') !== 'page')
      throw new Refusal('invalid', `No children of the type ${c.req.param('type')}`);
    const item = parentOfPath(c);
    const children = item.kind === 'content' ? childrenOf(c.get('site'), item.content.id) : [];
    return c.json(
      contentRows(
        c,
        children.filter((child) => child.kind === 'page'),
        expandOf(c),
      ),
    );
  });

  routes.get('/content/:id/descendant', (c) => {
    const item = parentOfPath(c);
    const json: Json = item.kind === 'content' ? descendantsJson(viewFor(c), item.content, expandOf(c)) : {};
    return c.json({ ...json, _links: wholeLinks(c) });
  });
  routes.get('/content/:id/descendant/:type', (c) => {
    const [view, item, expand] = [viewFor(c), parentOfPath(c), expandOf(c)];
    // Only comments are supported, says the vendor's document.
    if (c.req.param('type') !== 'comment' || item.kind !== 'content')
      throw new Refusal(
        'not-implemented',
        'Currently the only supported descendants are comment descendants of non-comment Content.',
      );
    const rows = commentsBelow(view.site, item.content.id);
    return c.json(listJson(c, { rows, render: (comment) => view.comment(comment, expand), maxLimit: 200 }));
  });
  return routes;
}

function rootComments(c: RouteContext, item: Item): Comment[] {
  const site = c.get('site');
  switch (item.kind) {
    case 'content':
      return [
        ...commentsOn(site, item.content.id, 'footer'),
        ...commentsOn(site, item.content.id, 'inline'),
      ].toSorted((a, b) => a.createdAt - b.createdAt);
    case 'comment':
      return repliesTo(site, item.comment);
    case 'attachment':
      return commentsOnAttachment(site, item.attachment.id);
  }
}

/** Resolved inline comments are a location of their own. */
function locationOf(comment: Comment): 'footer' | 'inline' | 'resolved' {
  return comment.inline?.resolution === 'resolved' ? 'resolved' : comment.kind;
}
