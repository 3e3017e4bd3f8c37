import type { RouteContext } from '../http/context.ts';
import type { Attachment, Content, ContentKind, Person, Space } from '../model/entities.ts';
import { visibleContent } from '../model/find-content.ts';
import { canReadAttachment, canUpdate, hasSpaceRight } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { spaceByKey } from '../model/spaces.ts';

/** The content of the path's id. @throws Refusal `not-found` in v1's words */
export function contentOfPath(c: RouteContext, parameter = 'id', kinds?: readonly ContentKind[]): Content {
  return contentById(c, c.req.param(parameter) ?? '', kinds);
}

/** As `contentOfPath`, by id. @throws Refusal `not-found` */
export function contentById(c: RouteContext, id: string, kinds?: readonly ContentKind[]): Content {
  const content = visibleContent(c.get('site'), c.get('person'), id, kinds);
  if (content === undefined) throw noContent(id);
  return content;
}

/** Content that the caller may write. @throws Refusal `not-found`, `forbidden` */
export function writableContentOfPath(c: RouteContext, parameter = 'id'): Content {
  const content = contentOfPath(c, parameter);
  if (!canUpdate(c.get('site'), c.get('person'), content)) throw notPermitted();
  return content;
}

export function noContent(id: string): Refusal {
  return new Refusal('not-found', `No content found with id: ContentId{id=${id}}`);
}

export function notPermitted(): Refusal {
  return new Refusal('forbidden', 'User is not permitted to perform this operation');
}

/** The attachment of the path that stands on the content of the path. @throws Refusal `not-found` */
export function attachmentOfPath(c: RouteContext, content: Content): Attachment {
  const id = c.req.param('attachmentId') ?? '';
  const site = c.get('site');
  const attachment = site.attachments.get(/^\d+$/.test(id) ? `att${id}` : id);
  if (attachment?.contentId !== content.id || !canReadAttachment(site, c.get('person'), attachment)) {
    throw noContent(id);
  }
  return attachment;
}

/** The space of the path's key. @throws Refusal `not-found` */
export function spaceOfPath(c: RouteContext, parameter = 'spaceKey'): Space {
  const key = c.req.param(parameter) ?? '';
  const space = spaceByKey(c.get('site'), key);
  if (space === undefined || !hasSpaceRight(c.get('person'), space, 'read')) {
    throw new Refusal('not-found', `No space with key : ${key}`);
  }
  return space;
}

/** The person that the query names; the caller when it names nobody. @throws Refusal `not-found` */
export function personAsked(c: RouteContext): Person {
  const accountId = c.req.query('accountId');
  if (accountId === undefined || accountId === '') return c.get('person');
  const person = c.get('site').people.get(accountId);
  if (person === undefined) throw new Refusal('not-found', `No user found with key : ${accountId}`);
  return person;
}
