import type { ContentContext } from './context.ts';
import { attributeOf, childElement, type StorageElement } from './storage-tree.ts';

/** What an `ac:link` points at. */
export interface LinkTarget {
  readonly kind: 'page' | 'user' | 'attachment' | 'space' | 'url' | 'anchor' | 'shortcut' | 'none';
  /** Absolute address, or `#anchor` within the page; empty for `none`. */
  readonly url: string;
  /** What the link shows when it has no body. */
  readonly title: string;
  /** Account id or user key; only for `user`. */
  readonly userId?: string;
  /** Whether the target exists for the reader. */
  readonly found: boolean;
}

/** Resolves the resource of an `ac:link` (facts: formats §2). */
export function linkTarget(link: StorageElement, context: ContentContext): LinkTarget {
  const anchor = attributeOf(link, 'ac:anchor');
  const fragment = anchor === undefined ? '' : `#${anchor}`;
  const page = childElement(link, 'ri:page') ?? childElement(link, 'ri:blog-post');
  if (page !== undefined) {
    const title = attributeOf(page, 'ri:content-title') ?? '';
    const spaceKey = attributeOf(page, 'ri:space-key') ?? context.spaceKey;
    if (title === '') return { kind: 'anchor', url: fragment, title: anchor ?? '', found: true };
    const target = context.page(title, spaceKey);
    const url =
      target === null
        ? `${context.siteUrl}/pages/createpage.action?spaceKey=${encodeURIComponent(spaceKey)}&title=${encodeURIComponent(title)}`
        : pageUrl(context, target.spaceKey, target.id);
    return { kind: 'page', url: url + fragment, title, found: target !== null };
  }
  const entity = childElement(link, 'ri:content-entity');
  if (entity !== undefined) {
    const id = attributeOf(entity, 'ri:content-id') ?? '';
    const target = context.pageById(id);
    const url =
      target === null
        ? `${context.siteUrl}/pages/viewpage.action?pageId=${encodeURIComponent(id)}`
        : pageUrl(context, target.spaceKey, id);
    return { kind: 'page', url: url + fragment, title: target?.title ?? id, found: target !== null };
  }
  const user = childElement(link, 'ri:user');
  if (user !== undefined) {
    const userId =
      attributeOf(user, 'ri:account-id') ??
      attributeOf(user, 'ri:userkey') ??
      attributeOf(user, 'ri:username') ??
      '';
    const name = context.displayName(userId);
    return {
      kind: 'user',
      url: `${context.siteUrl}/people/${encodeURIComponent(userId)}`,
      title: name ?? '',
      userId,
      found: name !== null,
    };
  }
  const attachment = childElement(link, 'ri:attachment');
  if (attachment !== undefined) {
    const filename = attributeOf(attachment, 'ri:filename') ?? '';
    const contentId = attachmentContentId(attachment, context);
    const found = contentId === context.contentId && context.attachment(filename) !== null;
    return { kind: 'attachment', url: attachmentUrl(context, contentId, filename), title: filename, found };
  }
  const space = childElement(link, 'ri:space');
  if (space !== undefined) {
    const key = attributeOf(space, 'ri:space-key') ?? context.spaceKey;
    return {
      kind: 'space',
      url: `${context.siteUrl}/spaces/${encodeURIComponent(key)}`,
      title: key,
      found: true,
    };
  }
  const url = childElement(link, 'ri:url');
  if (url !== undefined) {
    const value = attributeOf(url, 'ri:value') ?? '';
    return { kind: 'url', url: value, title: value, found: value !== '' };
  }
  const shortcut = childElement(link, 'ri:shortcut');
  if (shortcut !== undefined) {
    const text = `${attributeOf(shortcut, 'ri:parameter') ?? ''}@${attributeOf(shortcut, 'ri:key') ?? ''}`;
    return { kind: 'shortcut', url: '', title: text, found: false };
  }
  if (anchor !== undefined) return { kind: 'anchor', url: fragment, title: anchor, found: true };
  return { kind: 'none', url: '', title: '', found: false };
}

/** Address of a page as smart links hold it (seen on a page of the vendor's cloud). */
export function pageUrl(context: ContentContext, spaceKey: string, id: string): string {
  return `${context.siteUrl}/spaces/${encodeURIComponent(spaceKey)}/pages/${encodeURIComponent(id)}`;
}

export function attachmentUrl(context: ContentContext, contentId: string, filename: string): string {
  return `${context.siteUrl}/download/attachments/${contentId}/${encodeURIComponent(filename)}`;
}

/** Which content item an attachment hangs on: this one, or the page that the resource names. */
export function attachmentContentId(attachment: StorageElement, context: ContentContext): string {
  const page = childElement(attachment, 'ri:page');
  const title = page === undefined ? undefined : attributeOf(page, 'ri:content-title');
  if (page === undefined || title === undefined) return context.contentId;
  return context.page(title, attributeOf(page, 'ri:space-key') ?? context.spaceKey)?.id ?? '';
}
