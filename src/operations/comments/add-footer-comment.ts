import { z } from 'zod';
import { idField, writeBodyField } from '../input-fields.ts';
import { once } from '../once.ts';
import { defineOperation } from '../operation.ts';
import { commentShape } from '../output-shapes.ts';
import { lines, oneLine, rendered } from '../text-lines.ts';
import { bodyPreview } from '../write-preview.ts';
import { briefComment, commentLine, commentTargets } from './comment-text.ts';

const fields = once(() =>
  z
    .strictObject({
      pageId: idField('Page to comment on').exactOptional(),
      parentCommentId: idField('Comment to reply to, instead of pageId').exactOptional(),
      body: writeBodyField(),
    })
    .refine(({ pageId, parentCommentId }) => pageId !== undefined || parentCommentId !== undefined, {
      path: ['pageId'],
      message: 'give pageId to comment on a page, or parentCommentId to reply',
    }),
);

export const addFooterComment = defineOperation({
  name: 'confluence_add_comment',
  title: 'Add comment',
  description:
    'Adds a comment below a page, or a reply to such a comment. The body is storage format (e.g. <p>Looks good.</p>), ADF or wiki markup. Watchers of the page are notified.',
  group: 'comments',
  action: 'addFooter',
  effect: 'create',
  platforms: {
    cloud: ['cloud-v2 createFooterComment'],
    datacenter: ['dc createContent', 'dc getContentById'],
  },
  input: fields,
  grouped: () => ({ input: z.strictObject({ body: fields() }), toInput: ({ body }) => body }),
  output: commentShape,
  targets: ({ pageId, parentCommentId }) => [
    ...(pageId ? [{ kind: 'page', id: pageId } as const] : []),
    ...(parentCommentId ? [{ kind: 'comment', id: parentCommentId } as const] : []),
  ],
  resultTargets: commentTargets,
  preview: async ({ confluence, signal }, { pageId, parentCommentId, body }) => {
    const page = pageId && (await confluence.pages.get({ id: pageId }, signal));
    return lines(
      page
        ? `Comment on page ${oneLine(page.title)} (${page.id})`
        : `Reply to comment ${parentCommentId ?? ''}`,
      page && parentCommentId && `As a reply to comment ${parentCommentId}`,
      bodyPreview(body),
    );
  },
  run: async ({ confluence, signal }, { pageId, parentCommentId, body }) => {
    // A reply names its comment alone: Confluence takes exactly one container (facts: confluence-api §8).
    const container = parentCommentId ? { parentCommentId } : { ...(pageId && { pageId }) };
    const { body: _, ...comment } = await confluence.comments.addFooter({ ...container, body }, signal);
    return { ...comment, ...(pageId && { pageId }) };
  },
  brief: briefComment,
  render: (comment) => rendered(`Added comment ${comment.id}.`, commentLine(comment)),
});
