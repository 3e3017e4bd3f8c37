import { z } from 'zod';
import { groupedListFormatField, listReadFormatField } from '../bodies/body-fields.ts';
import { asMarkdown } from '../bodies/comment-views.ts';
import { commentStatusField, dateSortField, idField, listFields } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { defineOperation } from '../operation.ts';
import { commentShape, listOutput, pageListShape } from '../output-shapes.ts';
import { briefComment, commentTarget, renderComments } from './comment-text.ts';

const fields = once(() =>
  z.strictObject({
    id: idField('Page id'),
    status: commentStatusField(),
    sort: dateSortField(),
    ...listFields(),
  }),
);

export const getFooterComments = defineOperation({
  name: 'confluence_get_comments',
  title: 'Get comments',
  description:
    'The comments below a page, oldest first unless sorted, without replies. Comments on marked text are in confluence_get_inline_comments.',
  group: 'comments',
  action: 'getFooter',
  effect: 'read',
  platforms: {
    cloud: ['cloud-v2 getPageFooterComments'],
    datacenter: ['dc commentsOfContent'],
  },
  sometimes: { cloud: ['cloud-v2 createBulkUserLookup'], datacenter: ['dc getUser'] },
  input: () => fields().extend({ bodyFormat: listReadFormatField() }),
  grouped: () => ({
    input: fields().extend({ bodyFormat: groupedListFormatField() }),
    toInput: (args) => args,
  }),
  output: () => pageListShape(commentShape()),
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: ({ pageId, items }) => [{ kind: 'page', id: pageId }, ...items.map(commentTarget)],
  run: async (context, { id, bodyFormat, ...rest }) => {
    const { confluence, signal } = context;
    const asked = bodyFormat === 'markdown' ? 'storage' : bodyFormat;
    const list = await confluence.comments.footer({ pageId: id, bodyFormat: asked, ...rest }, signal);
    const items = bodyFormat === 'markdown' ? await asMarkdown(context, list.items) : list.items;
    return { pageId: id, ...listOutput({ ...list, items }) };
  },
  brief: ({ items, ...rest }) => ({ ...rest, items: items.map(briefComment) }),
  render: (output) => renderComments(output, 'footer'),
});
