import { z } from 'zod';
import { changeBody } from '../bodies/change-body.ts';
import { briefChange, changedPageShape, changeOutput, renderChange } from '../bodies/change-output.ts';
import { previewChange } from '../bodies/change-preview.ts';
import { editChange, editFields } from '../bodies/edit-fields.ts';
import { editNames, toEdits } from '../bodies/edits.ts';
import { blogPostSubject } from '../bodies/subject.ts';
import { idField } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { pageTargets } from '../pages/page-text.ts';

export const editBlogPost = defineOperation({
  name: 'confluence_edit_blog_post',
  title: 'Edit blog post',
  description:
    'Changes parts of a blog post in its Markdown view, as confluence_edit_page does for pages. Read it first with confluence_get_blog_post and send its etag.',
  group: 'blogposts',
  action: 'edit',
  effect: 'update',
  platforms: {
    cloud: ['cloud-v2 updateBlogPost', 'cloud-v2 getBlogPostById'],
    datacenter: ['dc update_2', 'dc getContentById'],
  },
  sometimes: {
    cloud: ['cloud-v1 searchUser', 'cloud-v2 createBulkUserLookup'],
    datacenter: ['dc search_1', 'dc getUser'],
  },
  input: () =>
    z.strictObject({ id: idField('Blog post id'), ...editFields(), draft: z.boolean().exactOptional() }),
  output: changedPageShape,
  targets: ({ id }) => [{ kind: 'blogpost', id }],
  resultTargets: pageTargets,
  preview: (context, { id, draft, ...input }) =>
    previewChange(context, blogPostSubject(context, id, { draft }), editChange(input)),
  run: async (context, { id, draft, ...input }) =>
    changeOutput(await changeBody(context, blogPostSubject(context, id, { draft }), editChange(input))),
  brief: briefChange,
  render: (post, { id, edits }) => renderChange(post, `blog post ${id}`, editNames(toEdits(edits))),
});
