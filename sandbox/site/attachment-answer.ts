import type { Context } from 'hono';
import { currentFile } from '../model/attachments.ts';
import type { Attachment } from '../model/entities.ts';

/** Pictures that may be shown in a page; everything else is downloaded. */
const shownTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** A file's newest bytes for a browser; they can run nothing. */
export function attachmentAnswer(c: Context, attachment: Attachment): Response {
  const disposition = shownTypes.has(attachment.mediaType) ? 'inline' : 'attachment';
  return c.body(Uint8Array.from(currentFile(attachment).bytes), 200, {
    'content-type': attachment.mediaType,
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(attachment.title)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
}
