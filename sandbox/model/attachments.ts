import type { Attachment, AttachmentVersion, Content, Property } from './entities.ts';
import { mediaTypeOf } from './media-types.ts';
import { Refusal } from './refusal.ts';
import { changed, newId, newUuid, type Site } from './site.ts';

export interface NewFile {
  readonly author: string;
  readonly bytes: Uint8Array;
  readonly at?: number;
  readonly comment?: string;
  readonly minorEdit?: boolean;
  /** Told from the name's ending unless given. */
  readonly mediaType?: string;
}

/** Attaches a file under a new name. @throws Refusal `duplicate-title` when the name is taken, `invalid` for a bad name */
export function addAttachment(site: Site, content: Content, title: string, file: NewFile): Attachment {
  refuseFileName(site, content.id, title, null);
  const version = versionOf(site, file, 1);
  const created: Attachment = {
    id: `att${newId(site)}`,
    status: 'current',
    title,
    contentId: content.id,
    mediaType: file.mediaType ?? mediaTypeOf(title),
    fileId: newUuid(site),
    createdAt: version.createdAt,
    labels: [],
    properties: new Map<string, Property>(),
    versions: [version],
  };
  site.attachments.set(created.id, created);
  changed(site);
  return created;
}

/** Writes the next version of a file's bytes. */
export function updateAttachmentBytes(site: Site, attachment: Attachment, file: NewFile): void {
  attachment.versions.push(versionOf(site, file, currentFile(attachment).number + 1));
  if (file.mediaType !== undefined) attachment.mediaType = file.mediaType;
  changed(site);
}

/** The newest version of a file; there always is one. */
export function currentFile(attachment: Attachment): AttachmentVersion {
  const last = attachment.versions.at(-1);
  if (last === undefined) throw new Error(`attachment ${attachment.id} has no version`);
  return last;
}

/** The living attachment of this name. */
export function attachmentNamed(site: Site, contentId: string, title: string): Attachment | undefined {
  return attachmentsOf(site, contentId).find((attachment) => attachment.title === title);
}

/** Living attachments, oldest first. */
export function attachmentsOf(site: Site, contentId: string): Attachment[] {
  return [...site.attachments.values()].filter(
    (attachment) => attachment.contentId === contentId && attachment.status === 'current',
  );
}

/** @throws Refusal `invalid` for a name that no file may have, `duplicate-title` when another attachment has it */
export function refuseFileName(
  site: Site,
  contentId: string,
  title: string,
  except: Attachment | null,
): void {
  if (title === '' || title.includes('/')) throw new Refusal('invalid', `Illegal file name: ${title}`);
  const holder = attachmentNamed(site, contentId, title);
  if (holder === undefined || holder === except) return;
  throw new Refusal(
    'duplicate-title',
    `Cannot add a new attachment with the same file name as an existing attachment: ${title}`,
  );
}

function versionOf(site: Site, file: NewFile, number: number): AttachmentVersion {
  return {
    number,
    authorId: file.author,
    createdAt: file.at ?? site.clock.now(),
    comment: file.comment ?? '',
    minorEdit: file.minorEdit ?? false,
    bytes: file.bytes,
  };
}

export interface AttachmentDetails {
  readonly title?: string;
  readonly mediaType?: string;
  readonly comment?: string;
  /** The page or post to move it to. */
  readonly contentId?: string;
}

/** Renames, describes or moves a file; its bytes and their version stay. @throws Refusal `duplicate-title`, `invalid` */
export function updateAttachmentDetails(
  site: Site,
  attachment: Attachment,
  details: AttachmentDetails,
): void {
  const title = details.title ?? attachment.title;
  const contentId = details.contentId ?? attachment.contentId;
  refuseFileName(site, contentId, title, attachment);
  attachment.title = title;
  attachment.contentId = contentId;
  if (details.mediaType !== undefined) attachment.mediaType = details.mediaType;
  if (details.comment !== undefined) {
    attachment.versions.splice(-1, 1, { ...currentFile(attachment), comment: details.comment });
  }
  changed(site);
}
