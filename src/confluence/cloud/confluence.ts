import { systemClock, type Clock } from '../../kernel/clock.ts';
import type { Transport } from '../http/transport.ts';
import type { Confluence } from '../ports.ts';
import type { CredentialSource } from '../with-renewal.ts';
import { createAttachmentOps } from './attachments.ts';
import { createBlogPostOps } from './blog-posts.ts';
import { createCloudClient } from './client.ts';
import { createCommentOps } from './comments.ts';
import { createContentOps } from './content-tree.ts';
import { createLabelOps } from './labels.ts';
import { createPageOps } from './pages.ts';
import { createSearchOps } from './search.ts';
import { createSpaceOps } from './spaces.ts';
import { createUserOps } from './users.ts';
import { createVersionOps } from './versions.ts';

export interface CloudConfluenceOptions extends CredentialSource {
  /** Where people go: `https://acme.atlassian.net/wiki`. */
  readonly siteUrl: string;
  /** Where requests go: `https://acme.atlassian.net`, or `https://api.atlassian.com/ex/confluence/{cloudId}`. */
  readonly apiBase: string;
  readonly transport: Transport;
  /** Names the account for its share of the requests in flight. */
  readonly personKey: string;
  readonly clock?: Clock;
}

/**
 * Confluence Cloud as one account sees it: v2, and v1 only for search, adding labels, downloads and the current user.
 * Cheap to make and without state of its own, so that one can be made for each call.
 */
export function createCloudConfluence(options: CloudConfluenceOptions): Confluence {
  const client = createCloudClient({ ...options, clock: options.clock ?? systemClock });
  return {
    platform: 'cloud',
    siteUrl: options.siteUrl,
    pages: createPageOps(client),
    spaces: createSpaceOps(client),
    search: createSearchOps(client),
    content: createContentOps(client),
    comments: createCommentOps(client),
    labels: createLabelOps(client),
    attachments: createAttachmentOps(client),
    versions: createVersionOps(client),
    blogPosts: createBlogPostOps(client),
    users: createUserOps(client),
  };
}
