import { z } from 'zod';
import { readFormatField, viewFields } from '../bodies/body-fields.ts';
import { briefContent, contentShape, renderContent } from '../bodies/body-output.ts';
import { readContent } from '../bodies/read-content.ts';
import { blogPostSubject } from '../bodies/subject.ts';
import { idField, versionNumberField } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { pageTargets } from '../pages/page-text.ts';

export const getBlogPost = defineOperation({
  name: 'confluence_get_blog_post',
  title: 'Get blog post',
  description:
    'One blog post as Markdown with its etag, for reading and for confluence_edit_blog_post; the arguments are those of confluence_get_page. For pages of the tree use that one.',
  group: 'blogposts',
  action: 'getBody',
  effect: 'read',
  platforms: {
    cloud: ['cloud-v2 getBlogPostById'],
    datacenter: ['dc getContentById'],
  },
  sometimes: { cloud: ['cloud-v2 createBulkUserLookup'], datacenter: ['dc getUser'] },
  input: () =>
    z.strictObject({
      id: idField('Blog post id'),
      bodyFormat: readFormatField(),
      ...viewFields(),
      version: versionNumberField('An earlier version').exactOptional(),
      draft: z.boolean().exactOptional(),
    }),
  output: contentShape,
  targets: ({ id }) => [{ kind: 'blogpost', id }],
  resultTargets: pageTargets,
  run: (context, query) => {
    const { id, version, draft } = query;
    return readContent(context, blogPostSubject(context, id, { draft }), query, (bodyFormat) =>
      context.confluence.blogPosts.get(
        {
          id,
          ...(bodyFormat && { bodyFormat }),
          ...(version !== undefined && { version }),
          ...(draft !== undefined && { draft }),
        },
        context.signal,
      ),
    );
  },
  brief: briefContent,
  render: (post, query) => renderContent(post, query, 'confluence_edit_blog_post'),
});
