import type { ContentContext } from '../context.ts';
import { escapeAttribute, escapeStorageText } from '../escape.ts';
import { attributes } from './writing.ts';

/** Address of a link as the opening and closing tags around its content. */
export interface LinkTags {
  readonly open: string;
  readonly close: string;
}

/** A link: within the site by title or file name, as Confluence stores it; otherwise an `a` element. */
export function linkTags(context: ContentContext, href: string, title: string | undefined): LinkTags {
  const resource = siteResource(context, href);
  if (resource === null) return { open: `<a${attributes({ href, title })}>`, close: '</a>' };
  const head = attributes({ 'ac:anchor': resource.anchor, 'ac:tooltip': title });
  return { open: `<ac:link${head}>${resource.markup}<ac:link-body>`, close: '</ac:link-body></ac:link>' };
}

/** A smart link. */
export function cardLink(
  context: ContentContext,
  url: string,
  appearance: 'inline' | 'block' | 'embed',
  more: { readonly [name: string]: string | number | undefined },
): string {
  const resource = appearance === 'inline' ? siteResource(context, url) : null;
  if (resource !== null && resource.title !== undefined) {
    const head = attributes({
      'ac:anchor': resource.anchor,
      'ac:local-id': more['local-id'],
      'ac:card-appearance': appearance,
    });
    return `<ac:link${head}>${resource.markup}<ac:link-body>${escapeStorageText(resource.title)}</ac:link-body></ac:link>`;
  }
  const head = attributes({ href: url, 'data-card-appearance': appearance, ...more });
  return `<a${head}>${escapeStorageText(url)}</a>`;
}

interface SiteResource {
  readonly markup: string;
  readonly anchor?: string;
  /** Only for pages. */
  readonly title?: string;
}

function siteResource(context: ContentContext, href: string): SiteResource | null {
  if (/^#./.test(href)) return { markup: '', anchor: href.slice(1) };
  if (!href.startsWith(`${context.siteUrl}/`)) return null;
  const path = href.slice(context.siteUrl.length);
  const byId =
    /^\/spaces\/[^/?#]+\/pages\/(\d+)(?:\/[^?#]*)?(?:#(.*))?$/.exec(path) ??
    /^\/pages\/viewpage\.action\?pageId=(\d+)(?:#(.*))?$/.exec(path);
  if (byId !== null) {
    const [, id = '', anchor] = byId;
    const page = context.pageById(id);
    return page === null ? null : pageResource(context, page.title, page.spaceKey, anchor);
  }
  const missing = /^\/pages\/createpage\.action\?spaceKey=([^&#]*)&title=([^&#]*)(?:#(.*))?$/.exec(path);
  if (missing !== null) {
    const [, key = '', title = '', anchor] = missing;
    return pageResource(context, decoded(title), decoded(key), anchor);
  }
  const file = /^\/download\/attachments\/(\d+)\/([^?#/]+)$/.exec(path);
  if (file !== null && file[1] === context.contentId) {
    return { markup: `<ri:attachment ri:filename="${escapeAttribute(decoded(file[2] ?? ''))}" />` };
  }
  const space = /^\/spaces\/([^/?#]+)$/.exec(path);
  if (space !== null)
    return { markup: `<ri:space ri:space-key="${escapeAttribute(decoded(space[1] ?? ''))}" />` };
  return null;
}

function pageResource(
  context: ContentContext,
  title: string,
  spaceKey: string,
  anchor: string | undefined,
): SiteResource {
  const head = attributes({
    'ri:space-key': spaceKey === context.spaceKey ? undefined : spaceKey,
    'ri:content-title': title,
  });
  return { markup: `<ri:page${head} />`, title, ...(anchor === undefined ? {} : { anchor }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
