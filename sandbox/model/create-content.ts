import { normaliseStorage, validateStorage } from '../content/index.ts';
import type { Content, ContentKind, Property } from './entities.ts';
import { Refusal } from './refusal.ts';
import { changed, newId, newUuid, type Site } from './site.ts';
import { indexTasks } from './tasks.ts';
import { findTitleClash } from './titles.ts';
import { nextPosition } from './tree.ts';

export interface NewContent {
  readonly kind: ContentKind;
  readonly spaceId: string;
  readonly title: string;
  readonly author: string;
  /** Null: at the top of the space. Not given: below the homepage for what has a place in the tree. */
  readonly parentId?: string | null;
  readonly storage?: string;
  /** The ADF document as written; `storage` then holds what it means. */
  readonly adf?: string;
  readonly status?: 'current' | 'draft';
  readonly at?: number;
  readonly message?: string;
  readonly subtype?: 'live';
  readonly embedUrl?: string;
  /** A decimal id of one's own, for imported pages. */
  readonly id?: string;
}

/**
 * Adds a page, blog post, folder, whiteboard, database or embed.
 * @throws Refusal `duplicate-title`, `invalid-body`
 */
export function createContent(site: Site, content: NewContent): Content {
  const space = site.spaces.get(content.spaceId);
  if (space === undefined) throw new Refusal('not-found', `Cannot find a space with id [${content.spaceId}]`);
  const status = content.status ?? 'current';
  if (status === 'current') refuseTitleClash(site, content.kind, content.spaceId, content.title, null);
  const storage = storedBody(site, content.storage ?? '');
  const at = content.at ?? site.clock.now();
  const parentId =
    content.kind === 'blogpost' ? null : content.parentId === undefined ? space.homepageId : content.parentId;
  const created: Content = {
    id: content.id ?? newId(site),
    kind: content.kind,
    subtype: content.subtype ?? null,
    status,
    title: content.title,
    spaceId: content.spaceId,
    parentId,
    formerParentId: null,
    position: nextPosition(site, content.spaceId, parentId),
    authorId: content.author,
    ownerId: content.author,
    lastOwnerId: null,
    createdAt: at,
    storage,
    adf: content.adf ?? null,
    draft: null,
    versions: [
      {
        number: 1,
        authorId: content.author,
        createdAt: at,
        message: content.message ?? '',
        minorEdit: false,
        title: content.title,
        storage,
      },
    ],
    labels: [],
    restrictions: [],
    properties: new Map<string, Property>(),
    state: null,
    ...(content.embedUrl === undefined ? {} : { embedUrl: content.embedUrl }),
  };
  site.contents.set(created.id, created);
  if (status === 'current') {
    indexTasks(site, created, content.author, at);
    site.watches.add(`${content.author} content:${created.id}`);
  }
  changed(site);
  return created;
}

/** The body as the site keeps it. @throws Refusal `invalid-body` */
export function storedBody(site: Site, storage: string): string {
  const verdict = validateStorage(storage);
  if (!verdict.ok) {
    throw new Refusal(
      'invalid-body',
      `Error parsing xhtml: ${verdict.message} at [row,col {unknown-source}]: [${verdict.line},${verdict.column}]`,
    );
  }
  return normaliseStorage(storage, { macroId: () => newUuid(site), localId: () => newUuid(site) });
}

/** @throws Refusal `duplicate-title` when another page (or post) of the space holds the title */
export function refuseTitleClash(
  site: Site,
  kind: ContentKind,
  spaceId: string,
  title: string,
  exceptId: string | null,
): void {
  const clash = findTitleClash(site, kind, spaceId, title, exceptId);
  if (clash === undefined) return;
  const what = clash.kind === 'blogpost' ? 'blog post' : 'page';
  throw new Refusal(
    'duplicate-title',
    `A ${what} with this title already exists: A ${what} already exists with the same TITLE in this space`,
  );
}
