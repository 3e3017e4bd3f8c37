import type { RouteContext } from '../http/context.ts';
import type { Attachment } from '../model/entities.ts';
import { canReadAttachment, canUpdate } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';

/** The attachment of the path; with or without `att` before the number. @throws Refusal `not-found` */
export function attachmentOfPath(c: RouteContext, parameter = 'id'): Attachment {
  return attachmentById(c, c.req.param(parameter) ?? '');
}

/** As `attachmentOfPath`, by id. @throws Refusal `not-found` */
export function attachmentById(c: RouteContext, id: string): Attachment {
  const site = c.get('site');
  const attachment = site.attachments.get(/^\d+$/.test(id) ? `att${id}` : id);
  if (attachment === undefined || !canReadAttachment(site, c.get('person'), attachment)) {
    throw new Refusal('not-found', `Cannot find an attachment with id [${id}]`);
  }
  return attachment;
}

/** Whether the caller may change or delete it: with the content that holds it. */
export function canWriteAttachment(c: RouteContext, attachment: Attachment): boolean {
  const content = c.get('site').contents.get(attachment.contentId);
  return content !== undefined && canUpdate(c.get('site'), c.get('person'), content);
}
