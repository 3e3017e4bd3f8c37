import type { ContentContext } from '../context.ts';
import { emoticonText } from '../emoticons.ts';
import { escapeText } from '../escape.ts';
import { attachmentContentId, attachmentUrl, linkTarget } from '../link-target.ts';
import { attributeOf, characterData, childElement, isElement, type StorageElement } from '../storage-tree.ts';
import { html, safeUrl } from './html.ts';
import type { Rendering } from './rendering.ts';

/** `ac:link`. A target that the reader may not see is a link that is marked as missing and says nothing of it. */
export function linkHtml(rendering: Rendering, link: StorageElement, depth: number): string {
  const target = linkTarget(link, rendering.context);
  if (target.userId !== undefined) {
    const name = target.title === '' ? 'Unknown user' : target.title;
    const attributes = {
      class: 'confluence-userlink user-mention',
      'data-account-id': target.userId,
      href: target.url,
    };
    return html('a', attributes, escapeText(name));
  }
  const inner = linkText(rendering, link, depth) ?? escapeText(target.title);
  const href = safeUrl(target.url);
  if (href === null || href === '') return inner;
  const kind = target.kind === 'url' ? 'external-link' : target.found ? undefined : 'createlink';
  return html('a', { class: kind, href }, inner);
}

function linkText(rendering: Rendering, link: StorageElement, depth: number): string | null {
  for (const child of link.children) {
    if (isElement(child, 'ac:link-body')) return rendering.nodes(child.children, depth + 1, true);
    if (isElement(child, 'ac:plain-text-link-body')) return escapeText(characterData(child));
  }
  return null;
}

/** `ac:image`; nothing when it names no source or one that is no picture's address. */
export function imageHtml(rendering: Rendering, image: StorageElement, depth: number): string {
  const src = imageSource(rendering.context, image);
  if (src === null) return '';
  const picture = html('img', {
    class: 'confluence-embedded-image',
    src,
    alt: attributeOf(image, 'ac:alt') ?? '',
    title: attributeOf(image, 'ac:title'),
    width: pixels(attributeOf(image, 'ac:width')),
    height: pixels(attributeOf(image, 'ac:height')),
  });
  const caption = childElement(image, 'ac:caption');
  const below =
    caption === undefined
      ? ''
      : html(
          'span',
          { class: 'confluence-embedded-caption' },
          rendering.nodes(caption.children, depth + 1, true),
        );
  return html('span', { class: 'confluence-embedded-file-wrapper' }, picture + below);
}

function imageSource(context: ContentContext, image: StorageElement): string | null {
  const attachment = childElement(image, 'ri:attachment');
  if (attachment !== undefined) {
    const contentId = attachmentContentId(attachment, context);
    return contentId === ''
      ? null
      : attachmentUrl(context, contentId, attributeOf(attachment, 'ri:filename') ?? '');
  }
  const url = childElement(image, 'ri:url');
  const address = url === undefined ? '' : (attributeOf(url, 'ri:value') ?? '');
  return /^https?:\/\//i.test(address) ? address : null;
}

/** `ac:emoticon`. */
export function emoticonHtml(element: StorageElement): string {
  const name = attributeOf(element, 'ac:name') ?? '';
  const fallback = attributeOf(element, 'ac:emoji-fallback');
  const shortName = attributeOf(element, 'ac:emoji-shortname');
  return html(
    'span',
    { class: 'emoticon', title: shortName ?? name },
    escapeText(fallback ?? emoticonText(name)),
  );
}

function pixels(value: string | undefined): string | undefined {
  return value !== undefined && /^\d{1,5}$/.test(value) ? value : undefined;
}
