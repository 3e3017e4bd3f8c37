import type { BlogPostOps } from '../ports.ts';
import { contentId } from '../ids.ts';
import { omitAbsent } from '../omit-absent.ts';
import { queryString } from '../query.ts';
import type { CloudClient } from './client.ts';
import { toPage } from './pages.ts';
import * as schemas from './schemas.ts';

export function createBlogPostOps(client: CloudClient): BlogPostOps {
  return {
    async create(args, signal) {
      const { value } = await client.ask(
        schemas.page,
        {
          operation: 'createBlogPost',
          path: '/blogposts',
          method: 'POST',
          subject: `the space ${contentId(args.spaceId, 'spaceId')} of the new blog post`,
          about: 'content',
          body: {
            spaceId: args.spaceId,
            status: args.status ?? 'current',
            title: args.title,
            body: args.body,
          },
        },
        signal,
      );
      return toPage(value, 'blogpost', client.siteUrl);
    },

    async get({ id, bodyFormat, version, draft }, signal) {
      const query = queryString({
        'body-format': bodyFormat,
        version,
        'get-draft': draft === true ? true : undefined,
      });
      const { value } = await client.ask(
        schemas.page,
        {
          operation: 'getBlogPostById',
          path: `/blogposts/${contentId(id)}${query}`,
          subject: version === undefined ? `blog post ${id}` : `version ${version} of blog post ${id}`,
        },
        signal,
      );
      return toPage(value, 'blogpost', client.siteUrl, bodyFormat);
    },

    async update({ id, status, title, body, version }, signal) {
      const { value } = await client.ask(
        schemas.page,
        {
          operation: 'updateBlogPost',
          path: `/blogposts/${contentId(id)}`,
          method: 'PUT',
          subject: `blog post ${id}`,
          about: 'content',
          body: omitAbsent({ id, status, title, body, version }),
        },
        signal,
      );
      return toPage(value, 'blogpost', client.siteUrl);
    },
  };
}
