import type { ContentClient } from './client.ts';
import type { Spaces } from './space-references.ts';

/** What the ports of one site share. */
export interface ContentSite {
  readonly client: ContentClient;
  readonly spaces: Spaces;
  readonly dialect: Dialect;
}

/** In what sites with a content API differ. */
export interface Dialect {
  /** For people, at the start of a sentence. */
  readonly name: string;
  /** Whether bodies can be read and written as ADF (`atlas_doc_format`). */
  readonly adf: boolean;
  /** Those that pages of the site can have and be asked for. */
  readonly pageStatuses: readonly ContentStatus[];
}

/** `historical` is an earlier version. */
export type ContentStatus = 'archived' | 'current' | 'draft' | 'historical' | 'trashed';

/** Where content is found that is no draft, the trash included. */
export function publishedStatuses({ pageStatuses }: Dialect): readonly ContentStatus[] {
  return pageStatuses.filter((status) => status !== 'draft');
}

/** What people call them. */
export const contentNames = { page: 'page', blogpost: 'blog post' } as const;
