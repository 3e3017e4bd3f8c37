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
  /** Of pages, as far as lists can be asked for them. */
  readonly pageStatuses: readonly string[];
}

/** What people call them. */
export const contentNames = { page: 'page', blogpost: 'blog post' } as const;
