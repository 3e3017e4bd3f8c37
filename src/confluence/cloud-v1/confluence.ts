import { systemClock } from '../../kernel/clock.ts';
import { createCloudClient } from '../cloud/client.ts';
import type { CloudConfluenceOptions } from '../cloud/confluence.ts';
import { createSearchOps } from '../cloud/search.ts';
import { createAttachmentReads } from '../content-api/attachments.ts';
import { createAttachmentOps } from '../cloud/attachments.ts';
import { createBlogPostOps } from '../content-api/blog-posts.ts';
import { createCommentOps } from '../content-api/comments.ts';
import type { ContentSite, Dialect } from '../content-api/content-site.ts';
import { createLabelOps } from '../content-api/labels.ts';
import { createSpaces } from '../content-api/space-references.ts';
import { createSpaceOps } from '../content-api/spaces.ts';
import { createTreeReads } from '../content-api/tree-reads.ts';
import { createVersionOps } from '../content-api/versions.ts';
import { attachmentId } from '../ids.ts';
import type { Confluence } from '../ports.ts';
import { createCloudV1Client } from './content-client.ts';
import { readDescendants } from './descendants.ts';
import { createPageOps } from './pages.ts';
import { createUserOps } from './users.ts';

const dialect: Dialect = {
  name: "Confluence Cloud's older content API",
  adf: true,
  pageStatuses: ['current', 'archived', 'trashed', 'draft'],
};

/**
 * Confluence Cloud as an account with classic scopes alone sees it: the older content API, which newer sites answer with 410
 * (then each method raises `upstream_forbidden` and names the granular scopes), and the parts of v1 that stay. It remembers
 * which space has which key, nothing else: best kept from call to call, and right either way.
 */
export function createCloudV1Confluence(
  options: CloudConfluenceOptions & {
    /** Known of the site: what it no longer has is refused without asking; what stays works. */
    readonly contentGone?: boolean;
  },
): Confluence {
  const clientOptions = { ...options, clock: options.clock ?? systemClock };
  const client = createCloudV1Client(clientOptions);
  const cloud = createCloudClient(clientOptions);
  const files = createAttachmentOps(cloud);
  const site: ContentSite = { client, spaces: createSpaces(client), dialect };
  return {
    platform: 'cloud',
    siteUrl: options.siteUrl,
    pages: createPageOps(site),
    spaces: createSpaceOps(site),
    search: createSearchOps(cloud),
    content: {
      ...createTreeReads(site),
      descendants: (args, signal) => readDescendants(cloud, args, signal),
    },
    comments: createCommentOps(site),
    labels: createLabelOps(client),
    attachments: {
      ...createAttachmentReads(client, (id) => `att${attachmentId(id).replace(/^att/, '')}`),
      download: (args, signal) => files.download(args, signal),
    },
    versions: createVersionOps(site),
    blogPosts: createBlogPostOps(site),
    users: createUserOps(cloud),
  };
}
