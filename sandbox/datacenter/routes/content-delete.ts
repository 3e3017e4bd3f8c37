import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../../http/context.ts';
import { deleteComment } from '../../model/comments.ts';
import type { Attachment, Content } from '../../model/entities.ts';
import { canAdminister, canChangeComment, canDelete, canUpdate } from '../../model/permissions.ts';
import { Refusal } from '../../model/refusal.ts';
import { changed } from '../../model/site.ts';
import { purgeContent, trashContent } from '../../model/trash.ts';
import { notPermitted } from '../error.ts';
import { itemOfPath, noContent } from '../find.ts';

/** Trash, purge with `status=trashed`, drafts with `status=draft`; comments go for good. */
export function contentDeleteRoute(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.delete('/content/:id', (c) => {
    const item = itemOfPath(c);
    switch (item.kind) {
      case 'content':
        deleteContent(c, item.content);
        break;
      case 'comment':
        if (!canChangeComment(c.get('site'), c.get('person'), item.comment))
          throw notPermitted('delete comment');
        deleteComment(c.get('site'), item.comment);
        break;
      case 'attachment':
        deleteAttachment(c, item.attachment, item.content);
        break;
    }
    return c.body(null, 204);
  });
  return routes;
}

function deleteContent(c: RouteContext, content: Content): void {
  const [site, person, status] = [c.get('site'), c.get('person'), c.req.query('status') ?? 'current'];
  if (status === 'draft' && content.status === 'current') {
    if (content.draft === null) throw noContent(content.id);
    if (!canUpdate(site, person, content)) throw notPermitted('delete the draft');
    content.draft = null;
    return changed(site);
  }
  if (status !== content.status) throw noContent(content.id);
  if (content.status === 'trashed') {
    if (!canAdminister(site, person, content)) throw notPermitted('purge content');
    return purgeContent(site, content);
  }
  if (!canDelete(site, person, content))
    throw notPermitted(`delete content with id : ContentId{id=${content.id}}`);
  if (content.status === 'draft') return purgeContent(site, content);
  trashContent(site, content);
}

/** @throws Refusal `forbidden`, `not-found` */
export function deleteAttachment(c: RouteContext, attachment: Attachment, content: Content): void {
  const site = c.get('site');
  if (!canUpdate(site, c.get('person'), content)) throw notPermitted('remove attachment');
  const purges = c.req.query('status') === 'trashed';
  if (purges !== (attachment.status === 'trashed'))
    throw new Refusal('not-found', `No content found with id: ContentId{id=${attachment.id.slice(3)}}`);
  if (purges) site.attachments.delete(attachment.id);
  else attachment.status = 'trashed';
  changed(site);
}
