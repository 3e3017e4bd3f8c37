import type { Word } from './words.ts';

export type EntityKind =
  | 'page'
  | 'blogpost'
  | 'folder'
  | 'whiteboard'
  | 'database'
  | 'embed'
  | 'comment'
  | 'attachment'
  | 'space';

/** One thing that search can find, as the index holds it. */
export interface SearchEntity {
  readonly kind: EntityKind;
  /** Content id, `att…` for attachments, the key for spaces. */
  readonly id: string;
  readonly title: string;
  readonly subtype: string | null;
  readonly space: {
    readonly key: string;
    readonly name: string;
    readonly type: string;
    readonly labels?: readonly { readonly prefix: string; readonly name: string }[];
  };
  /** What a comment or a file is on; null for what stands for itself. */
  readonly containerId: string | null;
  readonly parentId: string | null;
  readonly ancestorIds: readonly string[];
  /** UTC milliseconds. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly creatorId: string;
  readonly creatorName: string;
  readonly contributorIds: ReadonlySet<string>;
  readonly watcherIds: ReadonlySet<string>;
  readonly favouriteIds: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
  readonly state: string | null;
  /** Names of the macros in the body. */
  macros(): ReadonlySet<string>;
  /** Account ids mentioned in the body. */
  mentions(): ReadonlySet<string>;
  /** Plain text of the body. */
  text(): string;
  titleWords(): readonly Word[];
  /** Title, body and labels: what `text` and `siteSearch` look at. */
  words(): readonly Word[];
}
