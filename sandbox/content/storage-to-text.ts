import { parseStorage } from './parse-storage.ts';
import { attributeOf, childElement, isElement, type StorageElement, walk } from './storage-tree.ts';

/** Elements whose content no reader of the page sees. */
const unseen = new Set([
  'ac:parameter',
  'ac:default-parameter',
  'ac:adf-attribute',
  'ac:adf-parameters',
  'ac:adf-fallback',
  'ac:task-id',
  'ac:task-uuid',
  'ac:task-status',
  'ac:placeholder',
  'script',
  'style',
]);

/** Elements that neither begin nor end a line. */
const inline = new Set(
  (
    'a abbr b big cite code del em font i ins kbd mark q s samp small span strike strong sub sup tt u var time ' +
    'ac:link ac:link-body ac:plain-text-link-body ac:inline-comment-marker ac:emoticon ' +
    'ri:page ri:blog-post ri:user ri:attachment ri:url ri:space ri:shortcut ri:content-entity'
  ).split(' '),
);
const verbatim = new Set(['ac:plain-text-body', 'pre']);

/** Plain text of a body for search and excerpts: text and macro bodies, never macro parameters; one line a block. */
export function storageToText(storage: string): string {
  const { root } = parseStorage(storage);
  const lines: string[] = [];
  let line = '';
  let verbatimDepth = 0;
  const endLine = (): void => {
    const trimmed = (verbatimDepth > 0 ? line : line.replace(/[ \t\r\n\u00a0]+/g, ' ')).trim();
    if (trimmed !== '') lines.push(trimmed);
    line = '';
  };
  for (const { node, leaving } of walk(root, (element) => !unseen.has(element.name))) {
    if (node.kind === 'element') {
      if (!inline.has(node.name)) endLine();
      if (verbatim.has(node.name)) verbatimDepth += leaving ? -1 : 1;
      if (!leaving && node.name === 'ac:link') line += bodylessLinkTitle(node);
      if (!leaving && node.name === 'time') line += attributeOf(node, 'datetime') ?? '';
      if (!leaving && node.name === 'ac:emoticon') line += attributeOf(node, 'ac:emoji-fallback') ?? '';
      continue;
    }
    if (node.kind === 'aside') continue;
    if (verbatimDepth > 0) {
      for (const [index, part] of node.text.split('\n').entries()) {
        if (index > 0) endLine();
        line += part;
      }
    } else {
      line += node.text;
    }
  }
  endLine();
  return lines.join('\n');
}

/** A link without a body shows its target's title. */
function bodylessLinkTitle(link: StorageElement): string {
  if (link.children.some((child) => isElement(child) && child.name.endsWith('link-body'))) return '';
  const page = childElement(link, 'ri:page') ?? childElement(link, 'ri:blog-post');
  if (page !== undefined) return attributeOf(page, 'ri:content-title') ?? '';
  const attachment = childElement(link, 'ri:attachment');
  return attachment === undefined ? '' : (attributeOf(attachment, 'ri:filename') ?? '');
}
