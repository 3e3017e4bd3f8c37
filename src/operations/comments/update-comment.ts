import { z } from 'zod';
import { allowLossField, etagField } from '../bodies/body-fields.ts';
import { changedCommentShape, changeOutput, renderChange } from '../bodies/change-output.ts';
import { replaceBody, type Replacement } from '../bodies/replace-body.ts';
import { previewReplacement } from '../bodies/replace-preview.ts';
import { commentSubject } from '../bodies/subject.ts';
import { idField, versionNumberField, writeBodyField, type WriteBody } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { defineOperation } from '../operation.ts';
import { commentKindField } from './comment-kind.ts';
import { briefComment, commentTargets } from './comment-text.ts';

const fields = once(() =>
  z.strictObject({
    body: writeBodyField(),
    etag: etagField().exactOptional(),
    version: z
      .strictObject({
        number: versionNumberField('The current number + 1'),
        message: z.string().max(500).exactOptional(),
      })
      .exactOptional(),
    allowLoss: allowLossField(),
  }),
);

export const updateComment = defineOperation({
  name: 'confluence_update_comment',
  title: 'Update comment',
  description:
    'Replaces the text of one of your comments or replies. Markdown states the whole comment; what it does not show is kept. Give etag or version to be refused when it changed since. New comments: confluence_add_comment.',
  group: 'comments',
  action: 'update',
  effect: 'update',
  platforms: {
    cloud: [
      'cloud-v2 updateFooterComment',
      'cloud-v2 updateInlineComment',
      'cloud-v2 getFooterCommentById',
      'cloud-v2 getInlineCommentById',
    ],
    datacenter: ['dc update_2', 'dc getContentById'],
  },
  sometimes: {
    cloud: ['cloud-v1 searchUser', 'cloud-v2 createBulkUserLookup'],
    datacenter: ['dc search_1', 'dc getUser'],
  },
  input: () => fields().extend({ id: idField('Comment id'), kind: commentKindField() }),
  grouped: () => ({
    input: z.strictObject({ id: idField('Comment id'), kind: commentKindField(), body: fields() }),
    toInput: ({ body, ...rest }) => ({ ...rest, ...body }),
  }),
  output: changedCommentShape,
  targets: ({ id }) => [{ kind: 'comment', id }],
  resultTargets: commentTargets,
  preview: (context, { id, kind, ...input }) =>
    previewReplacement(context, commentSubject(context, id, kind), replacementOf(input)),
  run: async (context, { id, kind, ...input }) =>
    changeOutput(await replaceBody(context, commentSubject(context, id, kind), replacementOf(input))),
  brief: (comment) => ({ ...briefComment(comment), ...(comment.etag && { etag: comment.etag }) }),
  render: (comment, { id }) => renderChange(comment, `comment ${id}`),
});

interface Input {
  readonly body: WriteBody;
  readonly etag?: string;
  readonly version?: { readonly number: number; readonly message?: string };
  readonly allowLoss?: readonly string[];
}

function replacementOf({ version, ...rest }: Input): Replacement {
  return { ...rest, number: version?.number, whole: false, write: { message: version?.message } };
}
