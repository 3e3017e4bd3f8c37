import type { Attachment, Content, Space } from '../../model/entities.ts';
import { tinyui, wikiBase } from '../../model/links.ts';
import type { Site } from '../../model/site.ts';

/** The absolute address of a path below `/rest/api`. */
export function restLink(site: Site, path: string): string {
  return `${wikiBase(site)}/rest/api${path}`;
}

/** The four links of a page or post, relative to the context as Data Center 9 and later write them. */
export function contentLinks(site: Site, content: Content): Record<string, string> {
  return {
    webui: contentWebui(site, content),
    edit: `/pages/resumedraft.action?draftId=${content.id}`,
    tinyui: tinyui(content.id),
    self: restLink(site, `/content/${content.id}`),
  };
}

export function contentWebui(site: Site, content: Content): string {
  const root = `/spaces/${site.spaces.get(content.spaceId)?.key ?? ''}`;
  const title = encodeURIComponent(content.title).replaceAll('%20', '+');
  if (content.kind !== 'blogpost') return `${root}/pages/${content.id}/${title}`;
  const day = new Date(content.createdAt).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${root}/blog/${day}/${content.id}/${title}`;
}

export function spaceWebui(space: Space): string {
  return `/spaces/${space.key}`;
}

/** Attachments have plain numbers as ids on Data Center; the site keeps them with `att` before. */
export function attachmentId(attachment: Attachment): string {
  return attachment.id.replace(/^att/, '');
}

/** Downloads are answered there and then, to those who may see the page. */
export function attachmentLinks(site: Site, attachment: Attachment): Record<string, string> {
  const id = attachmentId(attachment);
  const content = site.contents.get(attachment.contentId);
  const last = attachment.versions.at(-1);
  const query = `version=${last?.number ?? 1}&modificationDate=${last?.createdAt ?? 0}&api=v2`;
  const preview = encodeURIComponent(`/${attachment.contentId}/${id}/${attachment.title}`);
  return {
    download: `/download/attachments/${attachment.contentId}/${encodeURIComponent(attachment.title)}?${query}`,
    webui: `${content === undefined ? '' : contentWebui(site, content)}?preview=${preview}`,
    self: restLink(site, `/content/${id}`),
  };
}
