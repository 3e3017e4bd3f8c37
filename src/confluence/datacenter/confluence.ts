import { systemClock, type Clock } from '../../kernel/clock.ts';
import type { Transport } from '../http/transport.ts';
import type { Confluence } from '../ports.ts';
import { createAttachmentOps } from './attachments.ts';
import { createBlogPostOps } from './blog-posts.ts';
import { createDataCenterClient } from './client.ts';
import { createCommentOps } from './comments.ts';
import { createContentOps } from './content-tree.ts';
import { createLabelOps } from './labels.ts';
import { createPageOps } from './pages.ts';
import { createSearchOps } from './search.ts';
import type { SiteParts } from './site-parts.ts';
import { createSpaces } from './space-references.ts';
import { createSpaceOps } from './spaces.ts';
import { createUserOps } from './users.ts';
import { createVersionOps } from './versions.ts';

export interface DataCenterConfluenceOptions {
  /** Where people go, with the context path: `https://wiki.example.com/confluence`. */
  readonly siteUrl: string;
  /** Where requests go, if the site has another base address within the company's network. */
  readonly apiBase?: string;
  /** The value of the Authorization header, `Bearer …` or `Basic …`; asked for before each request. */
  readonly authorization: () => Promise<string>;
  readonly transport: Transport;
  /** Names the account for its share of the requests in flight. */
  readonly personKey: string;
  readonly clock?: Clock;
}

/**
 * Confluence Data Center 10.2 as one account sees it. It remembers which space has which key, nothing else: best kept from
 * call to call, and right either way.
 */
export function createDataCenterConfluence(options: DataCenterConfluenceOptions): Confluence {
  const client = createDataCenterClient({ ...options, clock: options.clock ?? systemClock });
  const site: SiteParts = { client, spaces: createSpaces(client) };
  return {
    platform: 'datacenter',
    siteUrl: client.siteUrl,
    pages: createPageOps(site),
    spaces: createSpaceOps(site),
    search: createSearchOps(client),
    content: createContentOps(site),
    comments: createCommentOps(client),
    labels: createLabelOps(client),
    attachments: createAttachmentOps(client),
    versions: createVersionOps(client),
    blogPosts: createBlogPostOps(site),
    users: createUserOps(client),
  };
}
