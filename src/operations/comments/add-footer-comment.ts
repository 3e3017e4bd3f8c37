import { z } from 'zod';
import { changedCommentShape } from '../bodies/change-output.ts';
import { newBody } from '../bodies/new-body.ts';
import { readCreated } from '../bodies/read-back.ts';
import { commentSubject } from '../bodies/subject.ts';
import { idField, writeBodyField } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { defineOperation } from '../operation.ts';
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
    'Adds a comment below a page, or a reply to such a comment. The body is Markdown, storage format (e.g. <p>Looks good.</p>), ADF or wiki markup. Watchers of the page are notified.',
  group: 'comments',
  action: 'addFooter',
  effect: 'create',
  platforms: {
    cloud: ['cloud-v2 createFooterComment', 'cloud-v2 getFooterCommentById'],
    datacenter: ['dc createContent', 'dc getContentById'],
  },
  sometimes: { cloud: ['cloud-v1 searchUser'], datacenter: ['dc search_1'] },
  input: fields,
  grouped: () => ({ input: z.strictObject({ body: fields() }), toInput: ({ body }) => body }),
  output: changedCommentShape,
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
  run: async (context, { pageId, parentCommentId, body }) => {
    // A reply names its comment alone: Confluence takes exactly one container (facts: confluence-api §8).
    const container = parentCommentId ? { parentCommentId } : { ...(pageId && { pageId }) };
    const written = await newBody(context, body);
    const added = await context.confluence.comments.addFooter(
      { ...container, body: written },
      context.signal,
    );
    const subject = commentSubject(context, added.id, 'footer');
    const { stored, verified, lost } = await readCreated(subject, added, written, context.signal);
    const { body: _, ...comment } = added;
    const outcome = { verified, lost: [...lost], ...(verified && { etag: stored.etag }) };
    return { ...comment, ...(pageId && { pageId }), ...outcome };
  },
  brief: briefComment,
  render: (comment) =>
    rendered(
      lines(
        `Added comment ${comment.id}.`,
        comment.verified === false && 'Unverified: it was added, but could not be read back yet.',
      ),
      lines(
        commentLine(comment),
        (comment.lost ?? []).length > 0 &&
          `missing after the write: ${comment.lost?.map(oneLine).join(', ')}`,
      ),
    ),
});
