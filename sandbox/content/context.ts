/** A file attached to a content item. */
export interface ContextAttachment {
  /** `att<digits>`. */
  readonly id: string;
  /** UUID that ADF `media` nodes hold. */
  readonly fileId: string;
  readonly filename: string;
  readonly mediaType: string;
  /** Pixels, for images whose size is known. */
  readonly width?: number;
  readonly height?: number;
}

/** Another page or blog post, as far as the person who reads this body may see it. */
export interface ContextPage {
  readonly id: string;
  readonly title: string;
  readonly spaceKey: string;
  /** Absolute address of the page in the browser. */
  readonly url: string;
  /** Its body; absent where the reader may not see it, so that nothing of it is included. */
  readonly storage?: string;
}

/** What a body refers to without holding it. Built once for each conversion by the site; every look-up is synchronous. */
export interface ContentContext {
  /** Id of the content item that the body belongs to; media collections are `contentId-<this>`. */
  readonly contentId: string;
  /** Space of that item: the default space of links by title. */
  readonly spaceKey: string;
  /** Absolute base of the site without trailing slash, for example `https://example.atlassian.net/wiki`. */
  readonly siteUrl: string;
  /** An attachment of this item by its file name, or null. */
  attachment(filename: string): ContextAttachment | null;
  /** An attachment by its file id, or null. */
  attachmentByFileId(fileId: string): ContextAttachment | null;
  /** A person's display name, or null when the account is unknown. */
  displayName(accountId: string): string | null;
  /** A page or blog post by title (exact) and space key, or null when absent or not visible. */
  page(title: string, spaceKey: string): ContextPage | null;
  /** A page or blog post by id, or null when absent or not visible. */
  pageById(id: string): ContextPage | null;
  /** Child pages of this item in tree order. */
  children(): readonly ContextPage[];
  /** A new UUID, for local ids and macro ids. */
  newId(): string;
}
