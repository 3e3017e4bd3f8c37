import { attachmentId, contentId } from '../ids.ts';
import { omitAbsent } from '../omit-absent.ts';
import type { Attachment, AttachmentOps } from '../ports.ts';
import { linkOf } from '../web-links.ts';
import { listOf, type Links } from '../wire-schemas.ts';
import type { DataCenterClient } from './client.ts';
import { readList } from './list.ts';
import { toVersion } from './mapping.ts';
import { notThere, readContent } from './read-content.ts';
import * as schemas from './schemas.ts';

const attachmentList = listOf(schemas.content);

export function createAttachmentOps(client: DataCenterClient): AttachmentOps {
  const { siteUrl } = client;

  function read(id: string, expand: string, subject: string, signal: AbortSignal): Promise<schemas.Content> {
    const question = { type: 'attachment', status: ['current', 'trashed'], expand, subject } as const;
    return readContent(client, { ...question, id: onTheWire(id) }, signal);
  }

  return {
    forPage: ({ pageId, mediaType, filename, ...paging }, signal) =>
      readList(
        client,
        attachmentList,
        {
          operation: 'getAttachments',
          parameters: { id: contentId(pageId, 'pageId') },
          query: { mediaType, filename, expand: 'version,history' },
          subject: `page ${pageId}`,
          paging,
        },
        (row, list) => ({ ...toAttachment(row, siteUrl, list), pageId }),
        signal,
      ),

    async get({ id }, signal) {
      return toAttachment(await read(id, 'version,history,container', `attachment ${id}`, signal), siteUrl);
    },

    async download({ id, pageId }, signal) {
      const page = contentId(pageId, 'pageId');
      const subject = `attachment ${id} of page ${page}`;
      const { container, _links } = await read(id, 'container', subject, signal);
      const link = _links?.download;
      if (container?.id !== page || !link) throw notThere(subject);
      return client.open(link, subject, signal);
    },
  };
}

/** Data Center numbers files among all content, where the ports say `att…`. */
function onTheWire(id: string): string {
  return attachmentId(id).replace(/^att/, '');
}

/** A file's id as the ports say it; older sites say it so themselves. */
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
    comment: (extensions?.comment ?? metadata?.comment) || undefined,
    createdAt: row.history?.createdDate,
    version: toVersion(row.version),
    webUrl: linkOf(siteUrl, row._links, list),
  });
}
