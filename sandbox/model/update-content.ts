import { storedBody, refuseTitleClash } from './create-content.ts';
import { refreshInlineComments } from './inline-comments.ts';
import type { Content } from './entities.ts';
import { Refusal } from './refusal.ts';
import { changed, type Site } from './site.ts';
import { indexTasks } from './tasks.ts';

export interface ContentChange {
  readonly author: string;
  readonly title?: string;
  readonly storage?: string;
  /** The ADF document that `storage` was made from. */
  readonly adf?: string;
  /** What the writer says the new version is; refused unless it is the current one plus 1. */
  readonly expectedVersion?: number;
  readonly at?: number;
  readonly message?: string;
  readonly minorEdit?: boolean;
}

/**
 * Writes a new current version of a page or blog post; publishes it where it was a draft. An open draft is merged away.
 * @throws Refusal `stale-version`, `duplicate-title`, `invalid-body`
 */
export function updateContent(site: Site, content: Content, change: ContentChange): void {
  const current = currentVersion(content);
  const publishes = content.status === 'draft';
  const next = publishes ? 1 : current.number + 1;
  if (change.expectedVersion !== undefined && change.expectedVersion !== next) {
    throw staleVersion(content.kind, publishes ? 0 : current.number, change.expectedVersion);
  }
  const title = change.title ?? content.title;
  refuseTitleClash(site, content.kind, content.spaceId, title, content.id);
  const storage = change.storage === undefined ? content.storage : storedBody(site, change.storage);
  const at = change.at ?? site.clock.now();
  if (publishes) content.versions = [];
  content.title = title;
  content.storage = storage;
  if (change.storage !== undefined) content.adf = change.adf ?? null;
  content.status = 'current';
  content.draft = null;
  content.versions.push({
    number: next,
    authorId: change.author,
    createdAt: at,
    message: change.message ?? '',
    minorEdit: change.minorEdit ?? false,
    title,
    storage,
  });
  indexTasks(site, content, change.author, at);
  refreshInlineComments(site, content);
  changed(site);
}

/** Keeps a draft: of an unpublished page its body, of a published one a body of its own beside it. */
export function saveDraft(site: Site, content: Content, change: ContentChange): void {
  const storage = change.storage === undefined ? content.storage : storedBody(site, change.storage);
  const title = change.title ?? content.title;
  const at = change.at ?? site.clock.now();
  if (content.status === 'draft') {
    content.title = title;
    content.storage = storage;
    content.adf = change.adf ?? null;
    content.versions = [
      { number: 1, authorId: change.author, createdAt: at, message: '', minorEdit: false, title, storage },
    ];
  } else {
    content.draft = { title, storage, authorId: change.author, updatedAt: at };
  }
  changed(site);
}

/** A new title as a version of its own; for kinds without a body too. */
export function retitle(site: Site, content: Content, title: string, author: string, at?: number): void {
  updateContent(site, content, { author, title, ...(at === undefined ? {} : { at }) });
}

/** The newest version; there always is one. */
export function currentVersion(content: Content): Content['versions'][number] {
  const last = content.versions.at(-1);
  if (last === undefined) throw new Error(`content ${content.id} has no version`);
  return last;
}

/** The recorded 409 (facts: confluence-api §3.1). */
export function staleVersion(kind: string, current: number, provided: number): Refusal {
  const what = kind === 'blogpost' ? 'blogpost' : kind;
  return new Refusal(
    'stale-version',
    `Version must be incremented when updating a ${what}. Current Version: [${current}]. Provided version: [${provided}]`,
    current,
  );
}
