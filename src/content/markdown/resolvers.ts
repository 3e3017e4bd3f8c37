/**
 * What new content may refer to. Everything is known beforehand: the engine does no I/O. What new Markdown names is
 * listed by `namesIn`, so that a caller knows what to look up.
 */
export interface Resolvers {
  /** The person by the label, e-mail or id of a new mention; absent is an error. */
  readonly people?: ReadonlyMap<string, Person>;
  /** People that a label means equally well; a mention with such a label is an error that names them. */
  readonly candidates?: ReadonlyMap<string, readonly Person[]>;
  /** Stored source of an existing thing (storage markup or ADF JSON) by its handle without `#`; it is moved as it is. */
  readonly existing?: (handle: string) => string | undefined;
  /** Whether a macro that the dialect does not know may be created; without it none may. */
  readonly allowMacro?: (name: string) => boolean;
  /** A task id that the page does not have yet. Without it tasks are written without one and Confluence numbers them. */
  readonly newTaskId?: () => string;
  /** An id for `localId` of ADF nodes that need one. Without it they are numbered. */
  readonly newLocalId?: () => string;
  /** Address of a page by title, in `space` or else in the page's own space. ADF has no links by title. */
  readonly pageUrl?: (space: string | undefined, title: string) => string | undefined;
  /** Address of a space, of content by id, of a blog post (ADF). */
  readonly spaceUrl?: (key: string) => string | undefined;
  readonly contentUrl?: (id: string) => string | undefined;
  readonly blogUrl?: (space: string | undefined, day: string, title: string) => string | undefined;
  /** A file of the page by its name; ADF knows files by their media ids only. */
  readonly attachment?: (fileName: string) => Attachment | undefined;
}

/** A person as Cloud (account id) or Data Center (user key) knows them. */
export interface Person {
  readonly accountId?: string;
  readonly userKey?: string;
  /** Display name and e-mail address, for messages and for the text of an ADF mention. */
  readonly name?: string;
  readonly email?: string;
}

/** A file of a page (facts: formats §2, `ac:image`). */
export interface Attachment {
  /** Media id (`fileId` of the attachment). */
  readonly fileId?: string;
  /** Media collection, `contentId-<page>`. */
  readonly collection?: string;
  /** Address for a link to the file. */
  readonly url?: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
}
