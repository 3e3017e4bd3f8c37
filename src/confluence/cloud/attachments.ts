import type { z } from 'zod';
import type { Attachment, AttachmentOps } from '../ports.ts';
import { attachmentId, contentId } from '../ids.ts';
import { webUrl } from '../web-links.ts';
import { omitAbsent } from '../omit-absent.ts';
import type { CloudClient } from './client.ts';
import { readList } from './list.ts';
import { toVersion } from './mapping.ts';
import * as schemas from './schemas.ts';

const attachmentList = schemas.listOf(schemas.attachment);

export function createAttachmentOps(client: CloudClient): AttachmentOps {
  return {
    forPage: (args, signal) =>
      readList(
        client,
        attachmentList,
        {
          operation: 'getPageAttachments',
          path: `/pages/${contentId(args.pageId, 'pageId')}/attachments`,
          subject: `page ${args.pageId}`,
          query: { mediaType: args.mediaType, filename: args.filename },
          paging: args,
        },
        (row, list) => toAttachment(row, client.siteUrl, list),
        signal,
      ),

    async get(args, signal) {
      const { value } = await client.ask(
        schemas.attachment,
        {
          operation: 'getAttachmentById',
          path: `/attachments/${attachmentId(args.id)}`,
          subject: `attachment ${args.id}`,
        },
        signal,
      );
      return toAttachment(value, client.siteUrl);
    },

    // Not the `downloadLink` of an attachment: it comes in two forms and not all of them work with every token.
    async download(args, signal) {
      const page = contentId(args.pageId, 'pageId');
      return client.open(
        {
          operation: 'downloadAttatchment',
          path: `/content/${page}/child/attachment/${attachmentId(args.id)}/download`,
          subject: `attachment ${args.id} of page ${page}`,
        },
        signal,
      );
    },
  };
}

function toAttachment(
  row: z.output<typeof schemas.attachment>,
  siteUrl: string,
  list?: z.output<typeof schemas.links>,
): Attachment {
  const base = row._links?.base ?? list?.base;
  return omitAbsent({
    id: row.id,
    title: row.title ?? '',
    status: row.status,
    pageId: row.pageId,
    blogPostId: row.blogPostId,
    mediaType: row.mediaType,
    fileSize: row.fileSize,
    fileId: row.fileId,
    comment: row.comment || undefined,
    createdAt: row.createdAt,
    version: toVersion(row.version),
    webUrl: webUrl(siteUrl, base, row.webuiLink ?? row._links?.webui),
  });
}
