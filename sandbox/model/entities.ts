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

/** A named JSON value kept beside a content item or a space. */
export interface Property {
  readonly id: string;
  readonly key: string;
  value: unknown;
  version: number;
  message: string;
  authorId: PersonId;
  /** When this version was written. */
  updatedAt: number;
  readonly createdAt: number;
}

/** Somebody who may be given a right: `user:<accountId>` or `group:<id>`. */
export type Principal = `user:${string}` | `group:${string}`;

export interface SpacePermission {
  readonly principal: Principal;
  readonly rights: readonly SpaceRight[];
}

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
  properties: Map<string, Property>;
  permissions: SpacePermission[];
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
  /** Never empty: a restriction without principals is none. */
  readonly principals: Set<Principal>;
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
  /** Where it hung before it was trashed: a restore puts it back there. */
  formerParentId: string | null;
  /** Among its siblings, ascending. */
  position: number;
  readonly authorId: PersonId;
  ownerId: PersonId;
  lastOwnerId: PersonId | null;
  readonly createdAt: number;
  /** Storage format, as stored now; may differ from the last version's by inline-comment markers. */
  storage: string;
  /** The ADF document as a JSON string, kept verbatim while it is what was written last; null otherwise. */
  adf: string | null;
  /** An open draft of a published page. */
  draft: { title: string; storage: string; authorId: PersonId; updatedAt: number } | null;
  /** Ascending; never empty. */
  versions: ContentVersion[];
  labels: Label[];
  restrictions: Restriction[];
  properties: Map<string, Property>;
  /** Content state of v1 (`Rough draft`, `In progress`, …), or null. */
  state: {
    readonly id: number;
    readonly name: string;
    readonly color: string;
    readonly setAt: number;
  } | null;
  /** Embeds only. */
  embedUrl?: string;
}

export interface Comment {
  readonly id: string;
  readonly kind: 'footer' | 'inline';
  status: 'current' | 'trashed';
  /** The page or blog post it stands on (also for replies). */
  readonly contentId: string;
  /** Of that content, when the comment stands on the file and not on the page; null otherwise. */
  readonly attachmentId: string | null;
  readonly parentCommentId: string | null;
  readonly authorId: PersonId;
  readonly createdAt: number;
  storage: string;
  properties: Map<string, Property>;
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
  properties: Map<string, Property>;
  /** Ascending; never empty. */
  versions: AttachmentVersion[];
}

/** A task of a body: what the body says of it is read from there, this is the rest. */
export interface TaskRecord {
  /** Of the whole site. */
  readonly id: string;
  readonly contentId: string;
  /** `ac:task-id` of the body: unique in its page. */
  readonly localId: string;
  readonly createdBy: PersonId;
  readonly createdAt: number;
  updatedAt: number;
  completedBy: PersonId | null;
  completedAt: number | null;
}

/** Something that the site does in the background and that v1 lets callers watch. */
export interface LongTask {
  readonly id: string;
  readonly startedAt: number;
  readonly nameKey: string;
  readonly successful: boolean;
  readonly messages: readonly string[];
  readonly additionalDetails: Readonly<Record<string, unknown>>;
}
