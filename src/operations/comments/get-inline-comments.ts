import { z } from 'zod';
import {
  commentStatusField,
  dateSortField,
  idField,
  listBodyFormatOrStorageField,
  listFields,
} from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { commentShape, listOutput, pageListShape } from '../output-shapes.ts';
import { briefComment, commentTargets, renderComments } from './comment-text.ts';

export const getInlineComments = defineOperation({
  name: 'confluence_get_inline_comments',
  title: 'Get inline comments',
  description:
    'Comments on marked text of a page, with that text and whether they are open, reopened, resolved or dangling (their text is gone). Comments below the page are in confluence_get_comments.',
  group: 'comments',
  action: 'getInline',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getPageInlineComments'], datacenter: ['dc commentsOfContent'] },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      bodyFormat: listBodyFormatOrStorageField(),
      status: commentStatusField(),
      resolutionStatus: z.enum(['open', 'reopened', 'resolved', 'dangling']).exactOptional(),
      sort: dateSortField(),
      ...listFields(),
    }),
  output: () => pageListShape(commentShape()),
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: ({ pageId, items }) => [{ kind: 'page', id: pageId }, ...items.flatMap(commentTargets)],
  run: async ({ confluence, signal }, { id, ...rest }) => ({
    pageId: id,
    ...listOutput(await confluence.comments.inline({ pageId: id, ...rest }, signal)),
  }),
  brief: ({ items, ...rest }) => ({ ...rest, items: items.map(briefComment) }),
  render: (output) => renderComments(output, 'inline'),
});
