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

export const getFooterComments = defineOperation({
  name: 'confluence_get_comments',
  title: 'Get comments',
  description:
    'The comments below a page, oldest first unless sorted, without replies. Comments on marked text are in confluence_get_inline_comments.',
  group: 'comments',
  action: 'getFooter',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getPageFooterComments'], datacenter: ['dc commentsOfContent'] },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      bodyFormat: listBodyFormatOrStorageField(),
      status: commentStatusField(),
      sort: dateSortField(),
      ...listFields(),
    }),
  output: () => pageListShape(commentShape()),
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: ({ pageId, items }) => [{ kind: 'page', id: pageId }, ...items.flatMap(commentTargets)],
  run: async ({ confluence, signal }, { id, ...rest }) => ({
    pageId: id,
    ...listOutput(await confluence.comments.footer({ pageId: id, ...rest }, signal)),
  }),
  brief: ({ items, ...rest }) => ({ ...rest, items: items.map(briefComment) }),
  render: (output) => renderComments(output, 'footer'),
});
