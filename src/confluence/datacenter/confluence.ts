import { systemClock, type Clock } from '../../kernel/clock.ts';
import { createBlogPostOps } from '../content-api/blog-posts.ts';
import { createCommentOps } from '../content-api/comments.ts';
import type { ContentSite, Dialect } from '../content-api/content-site.ts';
import { createLabelOps } from '../content-api/labels.ts';
import { createPageOps } from '../content-api/pages.ts';
import { createSpaces } from '../content-api/space-references.ts';
import { createSpaceOps } from '../content-api/spaces.ts';
import { createTreeReads } from '../content-api/tree-reads.ts';
import { createVersionOps } from '../content-api/versions.ts';
import type { Transport } from '../http/transport.ts';
import type { Confluence } from '../ports.ts';
import type { CredentialSource } from '../with-renewal.ts';
import { createAttachmentOps } from './attachments.ts';
import { createDataCenterClient } from './client.ts';
import { readDescendants } from './descendants.ts';
import { createSearchOps } from './search.ts';
import { createUserOps } from './users.ts';

export interface DataCenterConfluenceOptions extends CredentialSource {
  /** Where people go, with the context path: `https://wiki.example.com/confluence`. */
  readonly siteUrl: string;
  /** Where requests go, if the site has another base address within the company's network. */
  readonly apiBase?: string;
  readonly transport: Transport;
  /** Names the account for its share of the requests in flight. */
  readonly personKey: string;
  readonly clock?: Clock;
}

const dialect: Dialect = {
  name: 'Confluence Data Center',
  adf: false,
  pageStatuses: ['current', 'trashed', 'draft'],
};

/**
 * Confluence Data Center 10.2 as one account sees it. It remembers which space has which key, nothing else: best kept from
 * call to call, and right either way.
 */
export function createDataCenterConfluence(options: DataCenterConfluenceOptions): Confluence {
  const client = createDataCenterClient({ ...options, clock: options.clock ?? systemClock });
  const site: ContentSite = { client, spaces: createSpaces(client), dialect };
  return {
    platform: 'datacenter',
    siteUrl: client.siteUrl,
    pages: createPageOps(site),
    spaces: createSpaceOps(site),
    search: createSearchOps(client),
    content: {
      ...createTreeReads(site),
      descendants: (args, signal) => readDescendants(client, args, signal),
    },
    comments: createCommentOps(site),
    labels: createLabelOps(client),
    attachments: createAttachmentOps(client),
    versions: createVersionOps(site),
    blogPosts: createBlogPostOps(site),
    users: createUserOps(client),
  };
}
