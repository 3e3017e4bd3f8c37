import { addAttachment, attachmentsOf, currentFile } from './attachments.ts';
import { createContent } from './create-content.ts';
import type { Content } from './entities.ts';
import { addLabel } from './labels.ts';
import { setProperty } from './properties.ts';
import { setRestriction } from './restrictions.ts';
import type { Site } from './site.ts';

/** What goes along with a copy besides title and body. */
export interface CopyParts {
  readonly attachments: boolean;
  readonly permissions: boolean;
  readonly properties: boolean;
  readonly labels: boolean;
}

export interface CopyPlace {
  readonly spaceId: string;
  readonly parentId: string | null;
  readonly title: string;
  readonly author: string;
  /** In place of the body of what is copied. */
  readonly storage?: string;
}

/** Copies one item, without what hangs below it. @throws Refusal `duplicate-title` */
export function copyContent(site: Site, content: Content, place: CopyPlace, parts: CopyParts): Content {
  const copy = createContent(site, {
    kind: content.kind,
    storage: content.storage,
    ...place,
    ...(content.embedUrl === undefined ? {} : { embedUrl: content.embedUrl }),
  });
  copyParts(site, content, copy, parts, place.author);
  return copy;
}

/** Brings labels, properties, restrictions and files of one item to another. */
export function copyParts(site: Site, from: Content, to: Content, parts: CopyParts, author: string): void {
  if (parts.labels) for (const label of from.labels) addLabel(site, to, label.name, label.prefix);
  if (parts.properties) {
    for (const { key, value } of from.properties.values()) setProperty(site, to, key, value, { author });
  }
  if (parts.permissions) {
    for (const { operation, principals } of from.restrictions)
      setRestriction(site, to, operation, principals);
  }
  if (parts.attachments) {
    for (const attachment of attachmentsOf(site, from.id)) {
      const { bytes, comment } = currentFile(attachment);
      addAttachment(site, to, attachment.title, { author, bytes, comment, mediaType: attachment.mediaType });
    }
  }
}
