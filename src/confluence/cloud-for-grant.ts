import { contentApiFor, type CloudGrant, type ContentPart } from './cloud-grant.ts';
import { createCloudV1Confluence } from './cloud-v1/confluence.ts';
import { createCloudConfluence, type CloudConfluenceOptions } from './cloud/confluence.ts';
import type { Confluence } from './ports.ts';

/**
 * Confluence Cloud by the adapters that fit what was granted: each port through v2 where granular scopes open it, through
 * the older content API where classic ones alone are left.
 */
export function createCloudConfluenceFor(options: CloudConfluenceOptions, grant: CloudGrant): Confluence {
  const present = createCloudConfluence(options);
  if (grant.scopes === undefined) return present;
  const older = createCloudV1Confluence({ ...options, contentGone: grant.v1Content === 'gone' });
  const by = (part: ContentPart): Confluence => (contentApiFor(part, grant) === 'v2' ? present : older);
  return {
    ...present,
    pages: by('pages').pages,
    blogPosts: by('pages').blogPosts,
    labels: by('pages').labels,
    versions: by('pages').versions,
    spaces: by('spaces').spaces,
    content: by('tree').content,
    comments: by('comments').comments,
    attachments: by('attachments').attachments,
    users: by('people').users,
  };
}
