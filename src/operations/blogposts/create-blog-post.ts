import { z } from 'zod';
import { briefChange } from '../bodies/change-output.ts';
import { newBody, readableAs } from '../bodies/new-body.ts';
import { blogPostSubject } from '../bodies/subject.ts';
import { idField, newStatusField, titleField, writeBodyField } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { defineOperation } from '../operation.ts';
import { pageTargets } from '../pages/page-text.ts';
import { createdPageShape, readCreatedPage, renderCreated } from '../pages/written-page.ts';
import { lines, oneLine } from '../text-lines.ts';
import { bodyPreview } from '../write-preview.ts';

const fields = once(() =>
  z.strictObject({
    spaceId: idField('Space id'),
    title: titleField(),
    status: newStatusField(),
    body: writeBodyField().exactOptional(),
  }),
);

export const createBlogPost = defineOperation({
  name: 'confluence_create_blog_post',
  title: 'Create blog post',
  description:
    'Publishes a blog post in a space, or saves it as a draft. The body is Markdown, storage format, ADF or wiki markup. For pages in the tree use confluence_create_page.',
  group: 'blogposts',
  action: 'create',
  effect: 'create',
  platforms: {
    cloud: ['cloud-v2 createBlogPost', 'cloud-v2 getBlogPostById'],
    datacenter: ['dc createContent', 'dc spaces'],
  },
  sometimes: { cloud: ['cloud-v1 searchUser'], datacenter: ['dc search_1', 'dc getContentById'] },
  input: fields,
  grouped: () => ({ input: z.strictObject({ body: fields() }), toInput: ({ body }) => body }),
  output: createdPageShape,
  targets: ({ spaceId }) => [{ kind: 'space', id: spaceId }],
  resultTargets: pageTargets,
  preview: async ({ confluence, signal }, { spaceId, title, status, body }) => {
    const space = await confluence.spaces.get({ id: spaceId }, signal);
    return lines(
      `${status === 'draft' ? 'Draft' : 'Publish'} a blog post in space ${oneLine(space.name)} (${space.key})`,
      `Title: ${oneLine(title)}`,
      bodyPreview(body),
    );
  },
  run: async (context, { body, ...rest }) => {
    const written = body && (await newBody(context, body));
    const post = await context.confluence.blogPosts.create(
      { ...rest, ...(written && { body: written, bodyFormat: readableAs(written) }) },
      context.signal,
    );
    const subject = blogPostSubject(context, post.id, { draft: rest.status === 'draft' });
    return readCreatedPage(context, subject, post, written);
  },
  brief: briefChange,
  render: renderCreated,
});
