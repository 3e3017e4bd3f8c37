import type { BlogPostOps } from '../ports.ts';
import { createContent } from './create-content.ts';
import { readPage } from './read-page.ts';
import type { ContentSite } from './content-site.ts';
import { updateContent } from './update-content.ts';

export function createBlogPostOps(site: ContentSite): BlogPostOps {
  return {
    create: (args, signal) => createContent(site, 'blogpost', args, signal),
    get: (args, signal) => readPage(site, 'blogpost', args, signal),
    update: (args, signal) => updateContent(site, 'blogpost', args, signal),
  };
}
