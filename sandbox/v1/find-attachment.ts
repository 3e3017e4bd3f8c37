import type { RouteContext } from '../http/context.ts';
import type { Attachment } from '../model/entities.ts';
import { canReadAttachment } from '../model/permissions.ts';

/** An attachment by its id alone, as v1 reads it like any content; undefined for what is none or hidden. */
export function attachmentAnywhere(c: RouteContext, id: string): Attachment | undefined {
  const attachment = id.startsWith('att') ? c.get('site').attachments.get(id) : undefined;
  if (attachment === undefined || !canReadAttachment(c.get('site'), c.get('person'), attachment))
    return undefined;
  return attachment;
}
