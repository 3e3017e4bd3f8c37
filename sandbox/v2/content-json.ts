import { isoTime } from '../http/iso-time.ts';
import type { Content, Person } from '../model/entities.ts';
import { pageLinks, webui } from '../model/links.ts';
import type { Site } from '../model/site.ts';
import { currentVersion } from '../model/update-content.ts';
import type { BodyFormat } from '../model/body-in.ts';
import { bodyJson } from './body-json.ts';
import { versionJson } from './version-json.ts';

/** What of a page or post is shown: as it is now, as it was, or its open draft. */
export interface Shown {
  readonly status: string;
  readonly title: string;
  readonly storage: string;
  readonly adf: string | null;
  readonly version: Content['versions'][number];
}

/** As it is now. */
export function shownNow(content: Content): Shown {
  const { status, title, storage, adf } = content;
  return { status, title, storage, adf, version: currentVersion(content) };
}

/** As it was in an earlier version. */
export function shownThen(content: Content, version: Content['versions'][number]): Shown {
  if (version === currentVersion(content)) return shownNow(content);
  return { status: 'historical', title: version.title, storage: version.storage, adf: null, version };
}

/** The open draft of a published page; without one, as it is now. */
export function shownDraft(content: Content): Shown {
  const { draft } = content;
  if (draft === null) return shownNow(content);
  return {
    status: 'draft',
    title: draft.title,
    storage: draft.storage,
    adf: null,
    version: {
      number: 1,
      authorId: draft.authorId,
      createdAt: draft.updatedAt,
      message: '',
      minorEdit: false,
      title: draft.title,
      storage: draft.storage,
    },
  };
}

/** A page or blog post in v2's JSON. */
export function pageJson(
  site: Site,
  person: Person,
  content: Content,
  format: BodyFormat | null,
  shown: Shown = shownNow(content),
): Record<string, unknown> {
  return {
    ...(content.kind === 'page' ? placeJson(site, content) : {}),
    ...(content.kind === 'page' ? { ownerId: content.ownerId, lastOwnerId: content.lastOwnerId } : {}),
    ...(content.subtype === null ? {} : { subtype: content.subtype }),
    id: content.id,
    status: shown.status,
    title: shown.title,
    spaceId: content.spaceId,
    authorId: content.authorId,
    createdAt: isoTime(content.createdAt),
    version: versionJson(shown.version),
    body: bodyJson(site, person, { storage: shown.storage, adf: shown.adf, of: content }, format),
    _links: pageLinks(site, content),
  };
}

/** A folder, whiteboard, database or embed in v2's JSON. */
export function nodeJson(site: Site, content: Content): Record<string, unknown> {
  return {
    ...placeJson(site, content),
    id: content.id,
    type: content.kind,
    status: content.status,
    title: content.title,
    spaceId: content.spaceId,
    authorId: content.authorId,
    ownerId: content.ownerId,
    createdAt: isoTime(content.createdAt),
    ...(content.embedUrl === undefined ? {} : { embedUrl: content.embedUrl }),
    version: versionJson(currentVersion(content)),
    _links: {
      webui: webui(site, content),
      ...(content.kind === 'whiteboard' ? { editui: webui(site, content) } : {}),
    },
  };
}

// Trash has no place: measured null for all three (facts: confluence-api §5).
function placeJson(site: Site, content: Content): Record<string, unknown> {
  const parent = content.parentId === null ? undefined : site.contents.get(content.parentId);
  return {
    parentId: parent?.id ?? null,
    parentType: parent?.kind ?? null,
    position: content.status === 'trashed' ? null : content.position,
  };
}
