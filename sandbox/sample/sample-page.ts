import type { Team, Who } from './company.ts';

/** A change to a page's body: text that stands there, and what replaces it. */
export interface SampleEdit {
  readonly by: Who;
  readonly daysAgo: number;
  readonly replace?: readonly [string, string];
  readonly title?: string;
  readonly message?: string;
  readonly minor?: boolean;
}

export interface SampleComment {
  readonly by: Who;
  readonly daysAgo: number;
  readonly body: string;
  /** Makes it an inline comment on this text, which stands in the page once. */
  readonly on?: string;
  readonly resolvedBy?: Who;
  readonly replies?: readonly SampleComment[];
}

export interface SampleFile {
  readonly name: string;
  readonly by: Who;
  readonly daysAgo: number;
  readonly bytes: Uint8Array;
  readonly comment?: string;
  readonly labels?: readonly string[];
  /** Newer bytes under the same name. */
  readonly next?: {
    readonly by: Who;
    readonly daysAgo: number;
    readonly bytes: Uint8Array;
    readonly comment: string;
  };
}

/** A page (or another node) of the sample with everything on it and below it. Times count back from the site's clock. */
export interface SamplePage {
  readonly title: string;
  readonly by: Who;
  readonly daysAgo: number;
  readonly kind?: 'page' | 'blogpost' | 'folder' | 'whiteboard' | 'database' | 'embed';
  /** Storage format of the first version. */
  readonly body?: string;
  readonly edits?: readonly SampleEdit[];
  readonly labels?: readonly string[];
  /** Who alone may read it. */
  readonly readers?: readonly (Who | Team)[];
  /** Who alone may edit it. */
  readonly editors?: readonly (Who | Team)[];
  readonly files?: readonly SampleFile[];
  readonly comments?: readonly SampleComment[];
  readonly watchedBy?: readonly Who[];
  readonly favouriteOf?: readonly Who[];
  readonly state?: { readonly id: number; readonly name: string; readonly color: string };
  readonly fate?: 'draft' | 'archived' | 'trashed';
  /** Text of an unpublished draft beside the published page. */
  readonly openDraft?: { readonly by: Who; readonly daysAgo: number; readonly body: string };
  readonly live?: boolean;
  readonly embedUrl?: string;
  readonly children?: readonly SamplePage[];
}

export interface SampleSpace {
  readonly key: string;
  readonly name: string;
  readonly type?: 'global' | 'personal' | 'collaboration' | 'knowledge_base';
  readonly description: string;
  readonly labels?: readonly string[];
  readonly by: Who;
  readonly daysAgo: number;
  readonly rights: readonly {
    readonly holder: Who | Team;
    readonly level: 'read' | 'comment' | 'write' | 'admin';
  }[];
  readonly favouriteOf?: readonly Who[];
  readonly home: SamplePage;
}
