import type { Content, ContentVersion } from '../../model/entities.ts';
import { currentVersion } from '../../model/update-content.ts';

/** What of content is shown: as it stands, its draft, or an earlier version. */
export interface Shown {
  readonly status: string;
  readonly title: string;
  readonly storage: string;
  readonly version: ContentVersion;
  readonly latest: boolean;
}

export function shownNow(content: Content): Shown {
  const { status, title, storage } = content;
  return { status, title, storage, version: currentVersion(content), latest: true };
}

/** The draft: of an unpublished page the page itself; null where a published one has none. */
export function shownDraft(content: Content): Shown | null {
  if (content.status === 'draft') return shownNow(content);
  if (content.draft === null) return null;
  const { title, storage, authorId, updatedAt } = content.draft;
  const version = {
    number: 1,
    authorId,
    createdAt: updatedAt,
    message: '',
    minorEdit: false,
    title,
    storage,
  };
  return { status: 'draft', title, storage, version, latest: true };
}

/** One version by number; null where there is none such. */
export function shownVersion(content: Content, number: number): Shown | null {
  const version = content.versions.find((candidate) => candidate.number === number);
  if (version === undefined) return null;
  if (version === currentVersion(content)) return shownNow(content);
  const { title, storage } = version;
  return { status: 'historical', title, storage, version, latest: false };
}
