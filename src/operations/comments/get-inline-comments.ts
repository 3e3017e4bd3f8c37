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
    resolutionStatus: z.enum(['open', 'reopened', 'resolved', 'dangling']).exactOptional(),
    sort: dateSortField(),
    ...listFields(),
  }),
);

export const getInlineComments = defineOperation({
  name: 'confluence_get_inline_comments',
  title: 'Get inline comments',
  description:
    'Comments on marked text of a page, with that text and whether they are open, reopened, resolved or dangling (their text is gone). Comments below the page are in confluence_get_comments.',
  group: 'comments',
  action: 'getInline',
  effect: 'read',
  platforms: {
    cloud: ['cloud-v2 getPageInlineComments'],
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
    const list = await confluence.comments.inline({ pageId: id, bodyFormat: asked, ...rest }, signal);
    const items = bodyFormat === 'markdown' ? await asMarkdown(context, list.items) : list.items;
    return { pageId: id, ...listOutput({ ...list, items }) };
  },
  brief: ({ items, ...rest }) => ({ ...rest, items: items.map(briefComment) }),
  render: (output) => renderComments(output, 'inline'),
});
