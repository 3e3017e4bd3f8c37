import type { ContentContext, ContextPage } from '../context.ts';
import type { StorageElement, StorageNode } from '../storage-tree.ts';

/** Real pages nest fewer than 40 levels; what lies deeper is shown as text. */
export const deepest = 150;

/** How many generated parts (included pages, tables of contents, lists of children) one view holds. */
export const mostGenerated = 50;

/** How many pages may include one another in a chain. */
export const longestInclusion = 4;

/** One rendering of one body; the parts of the renderer reach each other through it. */
export interface Rendering {
  readonly source: string;
  readonly context: ContentContext;
  /** Headings of this body and their ids, in document order. */
  readonly headings: ReadonlyMap<StorageElement, string>;
  /** Ids of the pages around here, so that no page includes itself. */
  readonly including: readonly string[];
  /** Counts generated parts, across included pages. */
  readonly generated: { count: number };
  /** Content as HTML. `inline` where only phrasing elements may stand. */
  nodes(nodes: readonly StorageNode[], depth: number, inline: boolean): string;
  /** The part of another page's body that `select` names; null where there is none, or where pages include in a ring. */
  included(page: ContextPage, select: (root: StorageElement) => StorageElement | null): string | null;
}
