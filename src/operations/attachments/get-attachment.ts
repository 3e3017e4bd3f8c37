import { z } from 'zod';
import { attachmentIdField } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { attachmentShape } from '../output-shapes.ts';
import { lines, rendered } from '../text-lines.ts';
import { attachmentLine, attachmentTarget, briefAttachment } from './attachment-text.ts';

export const getAttachment = defineOperation({
  name: 'confluence_get_attachment',
  title: 'Get attachment',
  description:
    'Name, type, size, version and page of one attachment, and a short-lived link to download it where this server has an address. Never the bytes.',
  group: 'attachments',
  action: 'get',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getAttachmentById'], datacenter: ['dc getContentById'] },
  input: () => z.strictObject({ id: attachmentIdField('Attachment id, att…') }),
  output: () =>
    attachmentShape().extend({
      downloadLink: z.string().optional(),
      downloadLinkExpiresAt: z.string().optional(),
    }),
  targets: ({ id }) => [{ kind: 'attachment', id }],
  resultTargets: (shown) => [attachmentTarget(shown)],
  run: async ({ confluence, downloads, signal }, { id }) => {
    const attachment = await confluence.attachments.get({ id }, signal);
    if (!downloads || !attachment.pageId) return attachment;
    const { url, expiresAt } = await downloads.issue({
      attachmentId: attachment.id,
      pageId: attachment.pageId,
    });
    return {
      ...attachment,
      downloadLink: url,
      downloadLinkExpiresAt: new Date(expiresAt).toISOString(),
    };
  },
  brief: ({ downloadLink, downloadLinkExpiresAt, ...attachment }) => ({
    ...briefAttachment(attachment),
    ...(downloadLink && { downloadLink, downloadLinkExpiresAt }),
  }),
  render: ({ downloadLink, downloadLinkExpiresAt, ...attachment }) =>
    rendered(
      `Attachment ${attachment.id}.`,
      lines(
        attachmentLine(attachment),
        attachment.pageId && `page: ${attachment.pageId}`,
        attachment.blogPostId && `blog post: ${attachment.blogPostId}`,
      ),
      downloadLink && `Download until ${downloadLinkExpiresAt ?? 'soon'}: ${downloadLink}`,
    ),
});
