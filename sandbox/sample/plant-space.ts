import { addAttachment, updateAttachmentBytes } from '../model/attachments.ts';
import { addComment, updateComment } from '../model/comments.ts';
import { createContent } from '../model/create-content.ts';
import type { Comment, Content, Space, SpaceRight } from '../model/entities.ts';
import { addLabel } from '../model/labels.ts';
import { setRestriction } from '../model/restrictions.ts';
import type { Site } from '../model/site.ts';
import { createSpace } from '../model/spaces.ts';
import { archiveContent, trashContent } from '../model/trash.ts';
import { saveDraft, updateContent } from '../model/update-content.ts';
import { colleagues, principalOf } from './company.ts';
import type { SampleComment, SampleEdit, SampleFile, SamplePage, SampleSpace } from './sample-page.ts';

const dayLength = 24 * 60 * 60 * 1000;

const levels: Readonly<Record<SampleSpace['rights'][number]['level'], readonly SpaceRight[]>> = {
  read: ['read'],
  comment: ['read', 'comment'],
  write: ['read', 'create', 'update', 'delete', 'comment'],
  admin: ['read', 'create', 'update', 'delete', 'comment', 'admin'],
};

/** Makes a space of the sample with its whole tree. */
export function plantSpace(site: Site, sample: SampleSpace): Space {
  const space = createSpace(site, {
    key: sample.key,
    name: sample.name,
    type: sample.type ?? 'global',
    description: sample.description,
    author: colleagues[sample.by].accountId,
    at: timeOf(site, sample.daysAgo),
    permissions: sample.rights.map(({ holder, level }) => ({
      principal: principalOf(holder),
      rights: levels[level],
    })),
    homepage: { title: sample.home.title, storage: sample.home.body ?? '' },
  });
  for (const label of sample.labels ?? []) addLabel(site, space, label);
  for (const who of sample.favouriteOf ?? [])
    site.favourites.add(`${colleagues[who].accountId} space:${space.key}`);
  const home = space.homepageId === null ? undefined : site.contents.get(space.homepageId);
  if (home !== undefined) {
    dress(site, home, sample.home);
    plantBelow(site, home, sample.home.children ?? []);
  }
  return space;
}

/** Makes pages below a parent, in order, each with what hangs below it. */
function plantBelow(site: Site, parent: Content, pages: readonly SamplePage[]): void {
  for (const page of pages) {
    const content = plant(site, parent.spaceId, parent.id, page);
    plantBelow(site, content, page.children ?? []);
    // Only now: trash takes nothing below it along, and the archive keeps the tree.
    if (page.fate === 'archived') archiveContent(site, content);
    if (page.fate === 'trashed') trashContent(site, content);
  }
}

/** Makes one page, post, folder, whiteboard, database or embed. */
export function plant(site: Site, spaceId: string, parentId: string | null, page: SamplePage): Content {
  const content = createContent(site, {
    kind: page.kind ?? 'page',
    spaceId,
    parentId,
    title: page.title,
    author: colleagues[page.by].accountId,
    at: timeOf(site, page.daysAgo),
    storage: page.body ?? '',
    ...(page.fate === 'draft' ? { status: 'draft' as const } : {}),
    ...(page.live === true ? { subtype: 'live' as const } : {}),
    ...(page.embedUrl === undefined ? {} : { embedUrl: page.embedUrl }),
  });
  dress(site, content, page);
  return content;
}

/** Everything that comes onto a page after it was made. */
function dress(site: Site, content: Content, page: SamplePage): void {
  for (const file of page.files ?? []) attach(site, content, file);
  for (const edit of page.edits ?? []) change(site, content, edit);
  for (const label of page.labels ?? []) addLabel(site, content, label);
  if (page.readers !== undefined) setRestriction(site, content, 'read', page.readers.map(principalOf));
  if (page.editors !== undefined) setRestriction(site, content, 'update', page.editors.map(principalOf));
  for (const comment of page.comments ?? []) say(site, content, comment);
  for (const who of page.watchedBy ?? [])
    site.watches.add(`${colleagues[who].accountId} content:${content.id}`);
  for (const who of page.favouriteOf ?? []) site.favourites.add(`${colleagues[who].accountId} ${content.id}`);
  if (page.state !== undefined) content.state = { ...page.state, setAt: timeOf(site, page.daysAgo) };
  if (page.openDraft !== undefined) {
    const { by, daysAgo, body } = page.openDraft;
    saveDraft(site, content, { author: colleagues[by].accountId, storage: body, at: timeOf(site, daysAgo) });
  }
}

function change(site: Site, content: Content, edit: SampleEdit): void {
  const [from, to] = edit.replace ?? ['', ''];
  if (!content.storage.includes(from))
    throw new Error(`sample page "${content.title}" does not hold: ${from}`);
  updateContent(site, content, {
    author: colleagues[edit.by].accountId,
    at: timeOf(site, edit.daysAgo),
    storage: content.storage.replace(from, () => to),
    ...(edit.title === undefined ? {} : { title: edit.title }),
    ...(edit.message === undefined ? {} : { message: edit.message }),
    ...(edit.minor === undefined ? {} : { minorEdit: edit.minor }),
  });
}

function attach(site: Site, content: Content, file: SampleFile): void {
  const attachment = addAttachment(site, content, file.name, {
    author: colleagues[file.by].accountId,
    bytes: file.bytes,
    at: timeOf(site, file.daysAgo),
    ...(file.comment === undefined ? {} : { comment: file.comment }),
  });
  for (const label of file.labels ?? []) addLabel(site, attachment, label);
  if (file.next === undefined) return;
  const { by, daysAgo, bytes, comment } = file.next;
  updateAttachmentBytes(site, attachment, {
    author: colleagues[by].accountId,
    bytes,
    comment,
    at: timeOf(site, daysAgo),
  });
}

function say(site: Site, content: Content, comment: SampleComment, replyTo?: Comment): void {
  const said = addComment(site, content, {
    author: colleagues[comment.by].accountId,
    storage: comment.body,
    at: timeOf(site, comment.daysAgo),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(comment.on === undefined ? {} : { selection: { text: comment.on } }),
  });
  for (const reply of comment.replies ?? []) say(site, content, reply, said);
  if (comment.resolvedBy !== undefined) {
    updateComment(site, said, {
      author: colleagues[comment.resolvedBy].accountId,
      resolved: true,
      at: timeOf(site, comment.daysAgo - 1),
    });
  }
}

/** Nine in the morning, UTC, so many days before the site's today; fractions are hours of that day. */
function timeOf(site: Site, daysAgo: number): number {
  const today = Math.floor(site.clock.now() / dayLength) * dayLength;
  const at = today + dayLength * 0.375 - Math.round(daysAgo * 24) * (dayLength / 24);
  return Math.min(at, site.clock.now());
}
