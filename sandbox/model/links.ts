import type { Attachment, Content, Space } from './entities.ts';
import type { Site } from './site.ts';

/** Address of the site for people, with its context; the `base` of every answer, on the API address too. */
export function wikiBase(site: Site): string {
  return site.baseUrl + site.contextPath;
}

/** Where a person sees the content, relative to the base (facts: confluence-api §5, links). */
export function webui(site: Site, content: Content): string {
  const space = site.spaces.get(content.spaceId);
  const root = `/spaces/${space?.key ?? ''}`;
  if (space?.homepageId === content.id) return `${root}/overview`;
  switch (content.kind) {
    case 'page':
      return `${root}/pages/${content.id}${titlePart(content.title)}`;
    case 'blogpost': {
      const day = new Date(content.createdAt).toISOString().slice(0, 10).replaceAll('-', '/');
      return `${root}/blog/${day}/${content.id}${titlePart(content.title)}`;
    }
    case 'folder':
    case 'whiteboard':
    case 'database':
    case 'embed':
      return `${root}/${content.kind}/${content.id}`;
  }
}

/** The four links of a page or post. */
export function pageLinks(site: Site, content: Content): Record<string, string> {
  const key = site.spaces.get(content.spaceId)?.key ?? '';
  return {
    editui: `/pages/resumedraft.action?draftId=${content.id}`,
    webui: webui(site, content),
    edituiv2: `/spaces/${key}/${content.kind === 'blogpost' ? 'blog' : 'pages'}/edit-v2/${content.id}`,
    tinyui: tinyui(content.id),
  };
}

/** The short link: little-endian id in base64 without trailing zero bytes (facts: confluence-api §5). */
export function tinyui(id: string): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(id));
  const text = bytes.toString('base64').replace(/[A=]+$/, '');
  return `/x/${text.replaceAll('+', '_').replaceAll('/', '-')}`;
}

export function spaceWebui(space: Space): string {
  return `/spaces/${space.key}`;
}

/** The two links of an attachment, relative to the base. */
export function attachmentLinks(attachment: Attachment): {
  readonly webui: string;
  readonly download: string;
} {
  const numeric = attachment.id.slice('att'.length);
  const { contentId, title } = attachment;
  const preview = encodeURIComponent(`/${contentId}/${numeric}/${title}`);
  const last = attachment.versions.at(-1);
  const query = `version=${last?.number ?? 1}&modificationDate=${last?.createdAt ?? 0}&cacheVersion=1&api=v2`;
  return {
    webui: `/pages/viewpageattachments.action?pageId=${contentId}&preview=${preview}`,
    download: `/download/attachments/${contentId}/${encodeURIComponent(title)}?${query}`,
  };
}

// Recorded answers name the title only where it is plain ASCII.
function titlePart(title: string): string {
  if (!/^[\x20-\x7e]+$/.test(title)) return '';
  return `/${encodeURIComponent(title).replaceAll('%20', '+')}`;
}
