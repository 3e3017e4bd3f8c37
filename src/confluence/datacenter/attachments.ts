import { createAttachmentReads, readAttachment } from '../content-api/attachments.ts';
import { notThere } from '../content-api/read-content.ts';
import { attachmentId, contentId } from '../ids.ts';
import type { AttachmentOps } from '../ports.ts';
import type { DataCenterClient } from './client.ts';

export function createAttachmentOps(client: DataCenterClient): AttachmentOps {
  return {
    ...createAttachmentReads(client, onTheWire),

    async download({ id, pageId }, signal) {
      const page = contentId(pageId, 'pageId');
      const subject = `attachment ${id} of page ${page}`;
      const row = await readAttachment(client, onTheWire(id), 'container', subject, signal);
      const link = row._links?.download;
      if (row.container?.id !== page || !link) throw notThere(subject);
      return client.open(link, subject, signal);
    },
  };
}

/** Data Center numbers files among all content, where the ports say `att…`. */
function onTheWire(id: string): string {
  return attachmentId(id).replace(/^att/, '');
}
