/**
 * The emulated site's entities, as the sandbox keeps them. Ids are decimal strings (attachments `att…`), times are epoch
 * milliseconds; route files turn them into the JSON of the vendor's documents.
 */
export type PersonId = string;

export interface Person {
  readonly accountId: PersonId;
  readonly email: string;
  readonly displayName: string;
  /** Groups by id; rights of spaces are given to groups or to people. */
  readonly groupIds: readonly string[];
  /** Unscoped API token, valid on the site and on the API address. */
  readonly apiToken: string;
  readonly siteAdmin: boolean;
}

export interface Group {
  readonly id: string;
  readonly name: string;
}

export type SpaceRight = 'read' | 'create' | 'update' | 'delete' | 'comment' | 'admin';

export interface Space {
  readonly id: string;
  key: string;
  name: string;
  type: 'global' | 'personal' | 'collaboration' | 'knowledge_base';
  status: 'current' | 'archived';
  homepageId: string | null;
  description: string;
  readonly authorId: PersonId;
  readonly createdAt: number;
  labels: Label[];
  /** Who may do what: principal is `user:<accountId>` or `group:<id>`. */
  permissions: { readonly principal: string; readonly rights: readonly SpaceRight[] }[];
}

export type ContentKind = 'page' | 'blogpost' | 'folder' | 'whiteboard' | 'database' | 'embed';
export type ContentStatus = 'current' | 'draft' | 'archived' | 'trashed';

export interface ContentVersion {
  readonly number: number;
  readonly authorId: PersonId;
  readonly createdAt: number;
  readonly message: string;
  readonly minorEdit: boolean;
  readonly title: string;
  /** Storage format as stored then. */
  readonly storage: string;
}

export interface Label {
  readonly id: string;
  readonly prefix: string;
  readonly name: string;
}

export interface Restriction {
  readonly operation: 'read' | 'update';
  /** `user:<accountId>` or `group:<id>`. */
  readonly principals: Set<string>;
}

/** A page, blog post, folder, whiteboard, database or embed. Only pages and blog posts have bodies. */
export interface Content {
  readonly id: string;
  readonly kind: ContentKind;
  subtype: 'live' | null;
  status: ContentStatus;
  title: string;
  spaceId: string;
  parentId: string | null;
  position: number;
  readonly authorId: PersonId;
  ownerId: PersonId;
  lastOwnerId: PersonId | null;
  readonly createdAt: number;
  /** Storage format, as stored now; may differ from the last version's by inline-comment markers. */
  storage: string;
  /** Kept verbatim when the page was written as ADF; null otherwise. */
  adf: string | null;
  /** An open draft of a published page. */
  draft: { title: string; storage: string; authorId: PersonId; updatedAt: number } | null;
  /** Ascending; never empty. */
  versions: ContentVersion[];
  labels: Label[];
  restrictions: Restriction[];
  properties: Map<
    string,
    { id: string; key: string; value: unknown; version: number; authorId: PersonId; createdAt: number }
  >;
  /** Embeds only. */
  embedUrl?: string;
}

export interface Comment {
  readonly id: string;
  readonly kind: 'footer' | 'inline';
  status: 'current' | 'trashed';
  /** The page or blog post it stands on (also for replies). */
  readonly contentId: string;
  readonly parentCommentId: string | null;
  readonly authorId: PersonId;
  readonly createdAt: number;
  storage: string;
  versions: {
    readonly number: number;
    readonly authorId: PersonId;
    readonly createdAt: number;
    readonly message: string;
    readonly storage: string;
  }[];
  /** Inline comments that are not replies. */
  inline: {
    readonly markerRef: string;
    readonly selection: string;
    resolution: 'open' | 'reopened' | 'resolved' | 'dangling';
    resolvedBy: PersonId | null;
    resolvedAt: number | null;
  } | null;
}

export interface AttachmentVersion {
  readonly number: number;
  readonly authorId: PersonId;
  readonly createdAt: number;
  readonly comment: string;
  readonly minorEdit: boolean;
  readonly bytes: Uint8Array;
}

export interface Attachment {
  /** `att<digits>`. */
  readonly id: string;
  status: 'current' | 'trashed';
  title: string;
  contentId: string;
  mediaType: string;
  /** UUID that ADF media nodes hold. */
  readonly fileId: string;
  readonly createdAt: number;
  labels: Label[];
  /** Ascending; never empty. */
  versions: AttachmentVersion[];
}
