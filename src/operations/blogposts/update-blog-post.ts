import { z } from 'zod';
import { briefChange, changedPageShape, changeOutput, renderChange } from '../bodies/change-output.ts';
import { replaceBody } from '../bodies/replace-body.ts';
import { previewReplacement } from '../bodies/replace-preview.ts';
import { blogPostSubject } from '../bodies/subject.ts';
import { baseMissing, hasBase, isOfDraft, replacementOf, updateFields } from '../bodies/update-fields.ts';
import { idField } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { defineOperation } from '../operation.ts';
import { pageTargets } from '../pages/page-text.ts';

const fields = once(updateFields);

export const updateBlogPost = defineOperation({
  name: 'confluence_update_blog_post',
  title: 'Update blog post',
  description:
    'Replaces the whole body of a blog post, and the title, as confluence_update_page does for pages. To change parts use confluence_edit_blog_post.',
  group: 'blogposts',
  action: 'update',
  effect: 'update',
  platforms: {
    cloud: ['cloud-v2 updateBlogPost', 'cloud-v2 getBlogPostById'],
    datacenter: ['dc update_2', 'dc getContentById'],
  },
  sometimes: {
    cloud: ['cloud-v1 searchUser', 'cloud-v2 createBulkUserLookup'],
    datacenter: ['dc search_1', 'dc getUser'],
  },
  input: () => z.strictObject({ id: idField('Blog post id'), ...fields() }).refine(hasBase, baseMissing),
  grouped: () => ({
    input: z.strictObject({
      id: idField('Blog post id'),
      body: z.strictObject({ ...fields(), spaceId: idField('Space id').exactOptional() }),
    }),
    toInput: ({ id, body }) => {
      const { spaceId: _, ...input } = body;
      return { id, ...input };
    },
  }),
  output: changedPageShape,
  targets: ({ id }) => [{ kind: 'blogpost', id }],
  resultTargets: pageTargets,
  preview: (context, input) =>
    previewReplacement(
      context,
      blogPostSubject(context, input.id, { draft: isOfDraft(input) }),
      replacementOf(input),
    ),
  run: async (context, input) => {
    const subject = blogPostSubject(context, input.id, { draft: isOfDraft(input) });
    return changeOutput(await replaceBody(context, subject, replacementOf(input)));
  },
  brief: briefChange,
  render: (post, { id }) => renderChange(post, `blog post ${id}`),
});
