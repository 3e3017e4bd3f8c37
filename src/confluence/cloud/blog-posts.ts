import type { BlogPostOps } from '../ports.ts';
import { contentId } from '../ids.ts';
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
  };
}
