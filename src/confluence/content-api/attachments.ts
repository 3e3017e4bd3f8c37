import { contentId } from '../ids.ts';
import { omitAbsent } from '../omit-absent.ts';
import type { Attachment, AttachmentOps } from '../ports.ts';
import { linkOf } from '../web-links.ts';
import { listOf, type Links } from '../wire-schemas.ts';
import type { ContentClient } from './client.ts';
import { readList } from './list.ts';
import { toVersion } from './mapping.ts';
import { readContent } from './read-content.ts';
import * as schemas from './schemas.ts';

const attachmentList = listOf(schemas.content);

/** Files and what is known of them. `onTheWire` turns an id of the ports, `att…`, into one of the site. */
export function createAttachmentReads(
  client: ContentClient,
  onTheWire: (id: string) => string,
): Pick<AttachmentOps, 'forPage' | 'get'> {
  const { siteUrl } = client;
  return {
    forPage: ({ pageId, mediaType, filename, ...paging }, signal) =>
      readList(
        client,
        attachmentList,
        {
          operation: 'attachmentsOfContent',
          kind: 'attachment',
          parameters: { id: contentId(pageId, 'pageId') },
          query: { mediaType, filename, expand: 'version,history' },
          subject: `page ${pageId}`,
          paging,
        },
        (row, list) => ({ ...toAttachment(row, siteUrl, list), pageId }),
        signal,
      ),

    async get({ id }, signal) {
      const subject = `attachment ${id}`;
      const row = await readAttachment(client, onTheWire(id), 'version,history,container', subject, signal);
      return toAttachment(row, siteUrl);
    },
  };
}

/** One file by its id as the site says it. Raises `not_found` where the id is of another type. */
export function readAttachment(
  client: ContentClient,
  id: string,
  expand: string,
  subject: string,
  signal: AbortSignal,
): Promise<schemas.Content> {
  return readContent(
    client,
    { id, type: 'attachment', status: ['current', 'trashed'], expand, subject },
    signal,
  );
}

/** A file's id as the ports say it; some sites number files among all content. */
export function attachmentIdOf(row: { readonly id: string }): string {
  return `att${row.id.replace(/^att/, '')}`;
}

function toAttachment(row: schemas.Content, siteUrl: string, list?: Links): Attachment {
  const { container, extensions, metadata } = row;
  return omitAbsent({
    id: attachmentIdOf(row),
    title: row.title ?? '',
    status: row.status,
    pageId: container?.type === 'page' ? container.id : undefined,
    blogPostId: container?.type === 'blogpost' ? container.id : undefined,
    mediaType: extensions?.mediaType ?? metadata?.mediaType,
    fileSize: extensions?.fileSize,
    fileId: extensions?.fileId,
    comment: (extensions?.comment ?? metadata?.comment) || undefined,
    createdAt: row.history?.createdDate,
    version: toVersion(row.version),
    webUrl: linkOf(siteUrl, row._links, list),
  });
}
