import type { RouteContext } from '../http/context.ts';
import type { Attachment, Comment, Content, Space } from '../model/entities.ts';
import {
  canRead,
  canReadAttachment,
  canReadComment,
  canUpdate,
  hasSpaceRight,
} from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { spaceByKey } from '../model/spaces.ts';
import { notPermitted } from './error.ts';

/** Anything that the content API reads by id. */
export type Item =
  | { readonly kind: 'content'; readonly content: Content }
  | { readonly kind: 'comment'; readonly comment: Comment; readonly content: Content }
  | { readonly kind: 'attachment'; readonly attachment: Attachment; readonly content: Content };

/** What the id names, in any status, if the caller may see it. @throws Refusal `not-found` */
export function itemById(c: RouteContext, id: string): Item {
  const [site, person] = [c.get('site'), c.get('person')];
  const content = site.contents.get(id);
  if (content !== undefined && isPageOrPost(content) && canRead(site, person, content))
    return { kind: 'content', content };
  const comment = site.comments.get(id);
  const commented = site.contents.get(comment?.contentId ?? '');
  if (comment !== undefined && commented !== undefined && canReadComment(site, person, comment))
    return { kind: 'comment', comment, content: commented };
  const attachment = attachmentById(c, id);
  const container = site.contents.get(attachment?.contentId ?? '');
  if (attachment !== undefined && container !== undefined)
    return { kind: 'attachment', attachment, content: container };
  throw noContent(id);
}

export function itemOfPath(c: RouteContext, parameter = 'id'): Item {
  return itemById(c, c.req.param(parameter) ?? '');
}

/** The page or post of the path, in any status. @throws Refusal `not-found` */
export function contentOfPath(c: RouteContext, parameter = 'id'): Content {
  return contentById(c, c.req.param(parameter) ?? '');
}

export function contentById(c: RouteContext, id: string): Content {
  const item = itemById(c, id);
  if (item.kind !== 'content') throw noContent(id);
  return item.content;
}

/** The page or post of the path whose children are asked for. @throws Refusal `not-found` in the recorded words */
export function parentOfPath(c: RouteContext): Item {
  const id = c.req.param('id') ?? '';
  try {
    return itemById(c, id);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(
      'not-found',
      `No parent or not permitted to view content with id : ContentId{id=${id}}`,
    );
  }
}

/** The page or post of the path if the caller may write it. @throws Refusal `not-found`, `forbidden` */
export function writableContentOfPath(c: RouteContext, parameter = 'id'): Content {
  const content = contentOfPath(c, parameter);
  if (!canUpdate(c.get('site'), c.get('person'), content))
    throw notPermitted(`update content with id : ContentId{id=${content.id}}`);
  return content;
}

/** A living attachment by its id, with or without `att` before it; undefined for what is none or hidden. */
export function attachmentById(c: RouteContext, id: string): Attachment | undefined {
  const site = c.get('site');
  const attachment = site.attachments.get(/^\d+$/.test(id) ? `att${id}` : id);
  const seen = attachment !== undefined && canReadAttachment(site, c.get('person'), attachment);
  return seen ? attachment : undefined;
}

/** The attachment of the path on the content of the path. @throws Refusal `not-found` */
export function attachmentOfPath(c: RouteContext, content: Content): Attachment {
  const id = c.req.param('attachmentId') ?? '';
  const attachment = attachmentById(c, id);
  if (attachment?.contentId !== content.id || attachment.status !== 'current')
    throw new Refusal('not-found', `No attachment found with id: ${id}`);
  return attachment;
}

/** The space of the path's key. @throws Refusal `not-found` */
export function spaceOfPath(c: RouteContext, parameter = 'spaceKey'): Space {
  return spaceNamed(c, c.req.param(parameter) ?? '');
}

export function spaceNamed(c: RouteContext, key: string): Space {
  const space = spaceByKey(c.get('site'), key);
  if (space === undefined || !hasSpaceRight(c.get('person'), space, 'read'))
    throw new Refusal('not-found', `No space with key : ${key}`);
  return space;
}

export function noContent(id: string): Refusal {
  return new Refusal('not-found', `No content found with id: ContentId{id=${id}}`);
}

/** Data Center has no folders, whiteboards, databases or embeds (facts: confluence-api §14). */
export function isPageOrPost(content: Content): boolean {
  return content.kind === 'page' || content.kind === 'blogpost';
}
