import { z } from 'zod';
import { idField, listFields } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { attachmentShape, listOutput, pageListShape } from '../output-shapes.ts';
import { count, moreLine, rendered } from '../text-lines.ts';
import { attachmentLine, attachmentTarget, briefAttachment } from './attachment-text.ts';

export const listAttachments = defineOperation({
  name: 'confluence_get_attachments',
  title: 'List attachments',
  description:
    'The files attached to a page with id, media type, size and version, all or by exact name or media type. For a download link use confluence_get_attachment.',
  group: 'attachments',
  action: 'listForPage',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getPageAttachments'], datacenter: ['dc getAttachments'] },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      filename: z.string().min(1).exactOptional(),
      mediaType: z.string().min(1).describe('e.g. image/png').exactOptional(),
      ...listFields(),
    }),
  output: () => pageListShape(attachmentShape()),
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: ({ pageId, items }) => [{ kind: 'page', id: pageId }, ...items.map(attachmentTarget)],
  run: async ({ confluence, signal }, { id, ...rest }) => ({
    pageId: id,
    ...listOutput(await confluence.attachments.forPage({ pageId: id, ...rest }, signal)),
  }),
  brief: ({ items, ...rest }) => ({ ...rest, items: items.map(briefAttachment) }),
  render: ({ pageId, items, nextCursor }) =>
    rendered(
      `Page ${pageId} has ${count(items.length, 'attachment')}${nextCursor ? ' so far' : ''}.`,
      items.map(attachmentLine).join('\n'),
      moreLine(nextCursor),
    ),
});
