import { refuseTitleClash } from './create-content.ts';
import type { Content } from './entities.ts';
import { changed, type Site } from './site.ts';
import { childrenOf, nextPosition } from './tree.ts';

/** Moves content to the trash; what hung below it moves up to its parent. */
export function trashContent(site: Site, content: Content): void {
  for (const child of childrenOf(site, content.id)) child.parentId = content.parentId;
  content.formerParentId = content.parentId;
  content.parentId = null;
  content.status = 'trashed';
  content.draft = null;
  const space = site.spaces.get(content.spaceId);
  if (space?.homepageId === content.id) space.homepageId = null;
  changed(site);
}

/** Takes content out of the trash, below its former parent if that still stands. @throws Refusal `duplicate-title` */
export function restoreContent(site: Site, content: Content): void {
  refuseTitleClash(site, content.kind, content.spaceId, content.title, content.id);
  const former = content.formerParentId === null ? undefined : site.contents.get(content.formerParentId);
  content.parentId = former !== undefined && former.status === 'current' ? former.id : null;
  content.formerParentId = null;
  content.position = nextPosition(site, content.spaceId, content.parentId);
  content.status = 'current';
  changed(site);
}

/** Deletes for good, with comments, attachments and tasks. */
export function purgeContent(site: Site, content: Content): void {
  for (const child of childrenOf(site, content.id)) child.parentId = content.parentId;
  for (const comment of site.comments.values())
    if (comment.contentId === content.id) site.comments.delete(comment.id);
  for (const attachment of site.attachments.values()) {
    if (attachment.contentId === content.id) site.attachments.delete(attachment.id);
  }
  for (const task of site.tasks.values()) if (task.contentId === content.id) site.tasks.delete(task.id);
  site.contents.delete(content.id);
  changed(site);
}

/** Archived content keeps its place in the tree (facts: confluence-api §5). */
export function archiveContent(site: Site, content: Content): void {
  content.status = 'archived';
  changed(site);
}
