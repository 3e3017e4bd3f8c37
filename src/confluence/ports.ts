/**
 * What the rest of Weir knows of Confluence: domain types and capability ports, the same for Cloud and Data Center.
 * Ids are decimal strings (attachments: `att…`), times are ISO 8601 strings as Confluence gives them, links are absolute
 * addresses that a person may open. Every method takes an AbortSignal and raises AppError (kernel/app-error.ts).
 */
export type Platform = 'cloud' | 'datacenter';

/** One page of a list. `nextCursor` is opaque and absent at the end (facts: confluence-api §2). */
export interface Paged<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

export interface PageRequest {
  /** Rows wanted, 1–250; the site may answer fewer and still have more. */
  readonly limit?: number;
  readonly cursor?: string;
}

export type WritableFormat = 'storage' | 'atlas_doc_format' | 'wiki';
export type ListFormat = 'storage' | 'atlas_doc_format';
export type BodyFormat = ListFormat | 'view';

export interface Body {
  readonly representation: string;
  /** Storage format or HTML text; for `atlas_doc_format` the ADF document as a JSON string. */
  readonly value: string;
}

export interface BodyWrite {
  readonly representation: WritableFormat;
  readonly value: string;
}

export interface Version {
  readonly number: number;
  readonly createdAt?: string;
  readonly authorId?: string;
  readonly message?: string;
  readonly minorEdit?: boolean;
}

export interface Page {
  readonly id: string;
  readonly type: 'page' | 'blogpost';
  readonly status: string;
  readonly title: string;
  readonly spaceId: string;
  readonly parentId?: string;
  readonly parentType?: string;
  readonly authorId?: string;
  readonly ownerId?: string;
  readonly createdAt?: string;
  readonly version?: Version;
  readonly body?: Body;
  /** Absolute address for people. */
  readonly webUrl?: string;
}

export interface Space {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly type?: string;
  readonly status?: string;
  readonly homepageId?: string;
  readonly description?: string;
  readonly createdAt?: string;
  readonly webUrl?: string;
}

/** A node of the content tree, as children, ancestors and descendants give it; some answers carry the id and type only. */
export interface TreeNode {
  readonly id: string;
  readonly type: string;
  readonly title?: string;
  readonly status?: string;
  readonly spaceId?: string;
  readonly parentId?: string;
  /** Distance from the page that was asked for; 1 for a child. Only in descendants. */
  readonly depth?: number;
  readonly position?: number;
}

export interface Comment {
  readonly id: string;
  readonly kind: 'footer' | 'inline';
  readonly status?: string;
  readonly pageId?: string;
  readonly blogPostId?: string;
  readonly parentCommentId?: string;
  readonly authorId?: string;
  readonly createdAt?: string;
  readonly version?: Version;
  readonly body?: Body;
  readonly webUrl?: string;
  /** Inline comments only. */
  readonly resolutionStatus?: string;
  readonly markerRef?: string;
  readonly selection?: string;
}

export interface Label {
  readonly id?: string;
  readonly name: string;
  readonly prefix: string;
}

export interface Attachment {
  readonly id: string;
  readonly title: string;
  readonly status?: string;
  readonly pageId?: string;
  readonly blogPostId?: string;
  readonly mediaType?: string;
  /** Bytes. */
  readonly fileSize?: number;
  readonly fileId?: string;
  readonly comment?: string;
  readonly createdAt?: string;
  readonly version?: Version;
  readonly webUrl?: string;
}

export interface User {
  /** Cloud: account id; Data Center: user key. */
  readonly id: string;
  readonly displayName: string;
  readonly email?: string;
}

export interface SearchHit {
  /** `content`, `space` or `user`. */
  readonly entityType: string;
  readonly id?: string;
  readonly type?: string;
  readonly title: string;
  readonly spaceKey?: string;
  readonly spaceName?: string;
  /** Plain text with the search marks taken out. */
  readonly excerpt?: string;
  readonly lastModified?: string;
  readonly webUrl?: string;
}

export interface SearchResult extends Paged<SearchHit> {
  /** What the site says; an estimate on Cloud. */
  readonly totalSize?: number;
}

export interface PageOps {
  list(
    args: PageRequest & {
      readonly ids?: readonly string[];
      readonly spaceId?: string;
      readonly title?: string;
      readonly status?: readonly string[];
      readonly sort?: string;
      readonly bodyFormat?: ListFormat;
    },
    signal: AbortSignal,
  ): Promise<Paged<Page>>;
  get(
    args: {
      readonly id: string;
      readonly bodyFormat?: BodyFormat;
      readonly version?: number;
      readonly draft?: boolean;
    },
    signal: AbortSignal,
  ): Promise<Page>;
  create(
    args: {
      readonly spaceId: string;
      readonly title?: string;
      readonly parentId?: string;
      readonly status?: 'current' | 'draft';
      readonly body?: BodyWrite;
      /** As in `update`. */
      readonly bodyFormat?: ListFormat;
    },
    signal: AbortSignal,
  ): Promise<Page>;
  /** Full replacement; `version.number` is the current number + 1 (1 for a draft). A stale number raises `conflict`. */
  update(
    args: {
      readonly id: string;
      readonly title: string;
      readonly status: 'current' | 'draft';
      readonly parentId?: string;
      readonly body: BodyWrite;
      readonly version: { readonly number: number; readonly message?: string };
      /** The body as stored, in the answer, where the API can give it: saves whoever reads it back a request. */
      readonly bodyFormat?: ListFormat;
    },
    signal: AbortSignal,
  ): Promise<Page>;
  /** Moves to the trash; `purge` removes a trashed page for good, `draft` a draft. */
  delete(
    args: { readonly id: string; readonly purge?: boolean; readonly draft?: boolean },
    signal: AbortSignal,
  ): Promise<void>;
}

export interface SpaceOps {
  list(
    args: PageRequest & {
      readonly ids?: readonly string[];
      readonly keys?: readonly string[];
      readonly type?: string;
      readonly status?: string;
    },
    signal: AbortSignal,
  ): Promise<Paged<Space>>;
  get(args: { readonly id: string }, signal: AbortSignal): Promise<Space>;
}

export interface SearchOps {
  cql(
    args: PageRequest & {
      readonly cql: string;
      /** JSON with spaceKey, contentId, contentStatuses: context for CQL functions, not a filter. */
      readonly cqlcontext?: string;
      /** Rows to skip before the first; honoured by walking cursors on Cloud, where the site ignores it. */
      readonly start?: number;
      readonly excerpt?: 'indexed' | 'highlight' | 'none';
    },
    signal: AbortSignal,
  ): Promise<SearchResult>;
}

export interface ContentOps {
  children(args: PageRequest & { readonly id: string }, signal: AbortSignal): Promise<Paged<TreeNode>>;
  /** From the top of the tree down to the parent. */
  ancestors(
    args: { readonly id: string; readonly limit?: number },
    signal: AbortSignal,
  ): Promise<readonly TreeNode[]>;
  descendants(
    args: PageRequest & { readonly id: string; readonly depth?: number },
    signal: AbortSignal,
  ): Promise<Paged<TreeNode>>;
}

export interface CommentOps {
  footer(
    args: PageRequest & {
      readonly pageId: string;
      readonly bodyFormat?: ListFormat;
      readonly status?: string;
      readonly sort?: string;
    },
    signal: AbortSignal,
  ): Promise<Paged<Comment>>;
  inline(
    args: PageRequest & {
      readonly pageId: string;
      readonly bodyFormat?: ListFormat;
      readonly status?: string;
      readonly resolutionStatus?: string;
      readonly sort?: string;
    },
    signal: AbortSignal,
  ): Promise<Paged<Comment>>;
  addFooter(
    args: { readonly pageId?: string; readonly parentCommentId?: string; readonly body: BodyWrite },
    signal: AbortSignal,
  ): Promise<Comment>;
  /** One comment or reply; `kind` is that of the list it stands in. */
  get(
    args: { readonly id: string; readonly kind: Comment['kind']; readonly bodyFormat?: ListFormat },
    signal: AbortSignal,
  ): Promise<Comment>;
  /** Replaces the body; `version.number` is the current number + 1. A stale number raises `conflict`. */
  update(
    args: {
      readonly id: string;
      readonly kind: Comment['kind'];
      readonly body: BodyWrite;
      readonly version: { readonly number: number; readonly message?: string };
    },
    signal: AbortSignal,
  ): Promise<Comment>;
}

export interface LabelOps {
  forPage(
    args: PageRequest & { readonly pageId: string; readonly prefix?: string },
    signal: AbortSignal,
  ): Promise<Paged<Label>>;
  /** Answers all labels of the page after the addition. */
  addToPage(
    args: { readonly pageId: string; readonly labels: readonly Label[] },
    signal: AbortSignal,
  ): Promise<Paged<Label>>;
}

export interface AttachmentOps {
  forPage(
    args: PageRequest & { readonly pageId: string; readonly mediaType?: string; readonly filename?: string },
    signal: AbortSignal,
  ): Promise<Paged<Attachment>>;
  get(args: { readonly id: string }, signal: AbortSignal): Promise<Attachment>;
  /** The bytes, following the site's redirect without credentials (facts: confluence-api §7). The caller reads or cancels the stream. */
  download(
    args: { readonly id: string; readonly pageId: string },
    signal: AbortSignal,
  ): Promise<{ readonly mediaType: string; readonly bytes: ReadableStream<Uint8Array> }>;
}

export interface VersionOps {
  forPage(
    args: PageRequest & { readonly pageId: string; readonly bodyFormat?: ListFormat; readonly sort?: string },
    signal: AbortSignal,
  ): Promise<Paged<Version & { readonly body?: Body }>>;
}

export interface BlogPostOps {
  create(
    args: {
      readonly spaceId: string;
      readonly title?: string;
      readonly status?: 'current' | 'draft';
      readonly body?: BodyWrite;
      /** As in `update`. */
      readonly bodyFormat?: ListFormat;
    },
    signal: AbortSignal,
  ): Promise<Page>;
  get: PageOps['get'];
  update: PageOps['update'];
}

export interface UserOps {
  me(signal: AbortSignal): Promise<User>;
  /** Unknown ids are left out. */
  byIds(ids: readonly string[], signal: AbortSignal): Promise<readonly User[]>;
  /** People whose names hold these words, in the order of the site; an e-mail address is there where the profile shares it. */
  search(
    args: { readonly query: string; readonly limit?: number },
    signal: AbortSignal,
  ): Promise<readonly User[]>;
}

/** Confluence as one account sees it through one connection. */
export interface Confluence {
  readonly platform: Platform;
  /** Where people go, for example `https://acme.atlassian.net/wiki`; never a place requests must go to. */
  readonly siteUrl: string;
  readonly pages: PageOps;
  readonly spaces: SpaceOps;
  readonly search: SearchOps;
  readonly content: ContentOps;
  readonly comments: CommentOps;
  readonly labels: LabelOps;
  readonly attachments: AttachmentOps;
  readonly versions: VersionOps;
  readonly blogPosts: BlogPostOps;
  readonly users: UserOps;
}
