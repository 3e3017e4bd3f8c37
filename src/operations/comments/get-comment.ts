import { z } from 'zod';
import { changedCommentShape } from '../bodies/change-output.ts';
import { contentHeader } from '../bodies/content-header.ts';
import { showBody } from '../bodies/show-body.ts';
import { commentSubject } from '../bodies/subject.ts';
import { viewFields } from '../bodies/body-fields.ts';
import { idField } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { lines, oneLine, rendered } from '../text-lines.ts';
import { commentKindField } from './comment-kind.ts';
import { briefComment, commentLine, commentTargets } from './comment-text.ts';

export const getComment = defineOperation({
  name: 'confluence_get_comment',
  title: 'Get comment',
  description:
    'One comment or reply as Markdown, with the etag that confluence_update_comment takes. The comments of a page are listed by confluence_get_comments and confluence_get_inline_comments.',
  group: 'comments',
  action: 'get',
  effect: 'read',
  platforms: {
    cloud: ['cloud-v2 getFooterCommentById', 'cloud-v2 getInlineCommentById'],
    datacenter: ['dc getContentById'],
  },
  sometimes: { cloud: ['cloud-v2 createBulkUserLookup'], datacenter: ['dc getUser'] },
  input: () => {
    const { cursor, maxTokens } = viewFields();
    return z.strictObject({ id: idField('Comment id'), kind: commentKindField(), cursor, maxTokens });
  },
  output: () => changedCommentShape().extend({ nextCursor: z.string().optional() }),
  targets: ({ id }) => [{ kind: 'comment', id }],
  resultTargets: commentTargets,
  run: async (context, { id, kind, cursor, maxTokens }) => {
    const { stored, shown } = await showBody(context, commentSubject(context, id, kind), {
      cursor,
      maxTokens,
    });
    return {
      ...stored.content,
      body: { representation: 'markdown', value: shown.text },
      etag: stored.etag,
      ...(shown.cursor !== undefined && { nextCursor: shown.cursor }),
    };
  },
  brief: (comment) => ({ ...briefComment(comment), ...(comment.etag && { etag: comment.etag }) }),
  render: (comment) =>
    rendered(
      `Comment ${comment.id}.`,
      lines(
        contentHeader(comment),
        commentLine(comment),
        comment.selection && `on the text: ${oneLine(comment.selection)}`,
        comment.body?.value || '(empty)',
      ),
      lines(
        comment.nextCursor !== undefined &&
          `More follows: repeat the call with cursor "${comment.nextCursor}".`,
      ),
    ),
});
