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
  if (title === '' || title.includes('/')) throw new Refusal('invalid', `Illegal file name: ${title}`);
  if (attachmentNamed(site, content.id, title) !== undefined) {
    throw new Refusal(
      'duplicate-title',
      `Cannot add a new attachment with same file name as an existing attachment: ${title}`,
    );
  }
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
