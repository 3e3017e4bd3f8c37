import type { DataCenterClient } from './client.ts';
import type { Spaces } from './space-references.ts';

/** What the ports of one site share. */
export interface SiteParts {
  readonly client: DataCenterClient;
  readonly spaces: Spaces;
}

/** What people call them. */
export const contentNames = { page: 'page', blogpost: 'blog post' } as const;
