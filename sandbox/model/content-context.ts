import type { ContentContext, ContextAttachment, ContextPage } from '../content/index.ts';
import { attachmentNamed } from './attachments.ts';
import type { Attachment, Content, Person } from './entities.ts';
import { webui, wikiBase } from './links.ts';
import { canRead } from './permissions.ts';
import { newUuid, type Site } from './site.ts';
import { contentByTitle } from './titles.ts';
import { childrenOf } from './tree.ts';

/** What a body refers to, as far as the person who reads it may see it. The id is empty for content still to be made. */
export function contentContext(
  site: Site,
  person: Person | null,
  of: { readonly id: string; readonly spaceId: string },
): ContentContext {
  const seen = (content: Content | undefined): ContextPage | null =>
    content !== undefined && canRead(site, person, content) ? contextPage(site, content) : null;
  return {
    contentId: of.id,
    spaceKey: site.spaces.get(of.spaceId)?.key ?? '',
    siteUrl: wikiBase(site),
    attachment: (filename) => contextAttachment(attachmentNamed(site, of.id, filename)),
    attachmentByFileId: (fileId) =>
      contextAttachment([...site.attachments.values()].find((attachment) => attachment.fileId === fileId)),
    displayName: (accountId) => site.people.get(accountId)?.displayName ?? null,
    page: (title, spaceKey) => seen(contentByTitle(site, title, spaceKey)),
    pageById: (id) => seen(site.contents.get(id)),
    children: () =>
      childrenOf(site, of.id).flatMap((child) => (child.kind === 'page' ? (seen(child) ?? []) : [])),
    newId: () => newUuid(site),
  };
}

function contextPage(site: Site, content: Content): ContextPage {
  return {
    id: content.id,
    title: content.title,
    spaceKey: site.spaces.get(content.spaceId)?.key ?? '',
    url: wikiBase(site) + webui(site, content),
    storage: content.storage,
  };
}

function contextAttachment(attachment: Attachment | undefined): ContextAttachment | null {
  if (attachment === undefined) return null;
  const { id, fileId, title, mediaType } = attachment;
  return { id, fileId, filename: title, mediaType };
}
