import type { AdfMark, AdfNode } from '../adf-document.ts';
import { emoticonName } from '../emoticons.ts';
import { escapeAttribute, escapeStorageText } from '../escape.ts';
import { rgbColour } from '../style.ts';
import { adfExtensionElement } from './adf-extension.ts';
import { extensionElement } from './extension.ts';
import { cardLink, linkTags } from './links.ts';
import { macroElement } from './macro-element.ts';
import { imageElement } from './media.ts';
import { attributes, element, textAttr, type Writing } from './writing.ts';

/**
 * Inline nodes as storage format. Marks nest with links outside, comment markers inside, so that a marker never holds
 * formatting (seen on pages of the vendor's cloud); neighbours share the outer marks they have in common.
 */
export function inlinesMarkup(writing: Writing, nodes: readonly AdfNode[], depth: number): string {
  let markup = '';
  const open: { key: string; close: string }[] = [];
  for (const node of nodes) {
    const marks = node.type === 'text' ? nestingOrder(node.marks ?? []) : [];
    const tags = marks.flatMap((mark) => {
      const pair = markTags(writing, mark);
      return pair === null ? [] : [{ key: pair.open, close: pair.close, open: pair.open }];
    });
    let shared = 0;
    while (shared < open.length && open[shared]?.key === tags[shared]?.key) shared += 1;
    while (open.length > shared) markup += open.pop()?.close ?? '';
    for (const tag of tags.slice(shared)) {
      markup += tag.open;
      open.push(tag);
    }
    markup += inlineNode(writing, node, depth);
  }
  while (open.length > 0) markup += open.pop()?.close ?? '';
  return markup;
}

function nestingOrder(marks: readonly AdfMark[]): AdfMark[] {
  const rank = (mark: AdfMark): number => (mark.type === 'link' ? 0 : mark.type === 'annotation' ? 2 : 1);
  return [...marks].sort((a, b) => rank(a) - rank(b));
}

function inlineNode(writing: Writing, node: AdfNode, depth: number): string {
  switch (node.type) {
    case 'text':
      return escapeStorageText(node.text ?? '');
    case 'hardBreak':
      return '<br />';
    case 'mention': {
      const user = `<ri:user ri:account-id="${escapeAttribute(textAttr(node, 'id') ?? '')}" />`;
      return `<ac:link${attributes({ 'ac:local-id': textAttr(node, 'localId') })}>${user}</ac:link>`;
    }
    case 'emoji': {
      const shortName = textAttr(node, 'shortName') ?? '';
      return `<ac:emoticon${attributes({
        'ac:name': emoticonName(shortName),
        'ac:emoji-shortname': shortName,
        'ac:emoji-id': textAttr(node, 'id'),
        'ac:emoji-fallback': textAttr(node, 'text'),
        'ac:local-id': textAttr(node, 'localId'),
      })} />`;
    }
    case 'date':
      return `<time${attributes({ datetime: isoDate(node), 'local-id': textAttr(node, 'localId') })} />`;
    case 'status':
      return statusMacro(writing, node);
    case 'placeholder':
      return element('ac:placeholder', '', escapeStorageText(textAttr(node, 'text') ?? ''));
    case 'inlineCard': {
      const url = textAttr(node, 'url');
      return url === undefined
        ? adfExtensionElement(writing, node, depth)
        : cardLink(writing.context, url, 'inline', { 'local-id': textAttr(node, 'localId') });
    }
    case 'inlineExtension':
      return extensionElement(writing, node, depth);
    case 'mediaInline':
      return textAttr(node, 'type') === 'image'
        ? imageElement(writing, node, { 'ac:inline': 'true' }, '')
        : adfExtensionElement(writing, node, depth);
    default:
      return node.content === undefined
        ? adfExtensionElement(writing, node, depth)
        : writing.inlines(node.content, depth + 1);
  }
}

function isoDate(node: AdfNode): string {
  const date = new Date(Number(textAttr(node, 'timestamp') ?? Number.NaN));
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

function statusMacro(writing: Writing, node: AdfNode): string {
  const color = textAttr(node, 'color') ?? 'neutral';
  const colour = color.startsWith('#') ? color : color.charAt(0).toUpperCase() + color.slice(1);
  const parameters: [string, string][] = [['title', textAttr(node, 'text') ?? '']];
  if (color !== 'neutral') parameters.push(['colour', colour]);
  if (textAttr(node, 'style') === 'subtle') parameters.push(['subtle', 'true']);
  return macroElement({
    name: 'status',
    macroId: writing.context.newId(),
    localId: textAttr(node, 'localId'),
    parameters,
  });
}

function markTags(writing: Writing, mark: AdfMark): { open: string; close: string } | null {
  switch (mark.type) {
    case 'strong':
    case 'em':
    case 'code':
      return { open: `<${mark.type}>`, close: `</${mark.type}>` };
    case 'underline':
      return { open: '<u>', close: '</u>' };
    case 'strike':
      return { open: '<del>', close: '</del>' };
    case 'subsup': {
      const name = textAttr(mark, 'type') === 'sup' ? 'sup' : 'sub';
      return { open: `<${name}>`, close: `</${name}>` };
    }
    case 'textColor':
      return spanTags('color', textAttr(mark, 'color'));
    case 'backgroundColor':
      return spanTags('background-color', textAttr(mark, 'color'));
    case 'link':
      return linkTags(writing.context, textAttr(mark, 'href') ?? '', textAttr(mark, 'title'));
    case 'annotation': {
      const ref = escapeAttribute(textAttr(mark, 'id') ?? '');
      return { open: `<ac:inline-comment-marker ac:ref="${ref}">`, close: '</ac:inline-comment-marker>' };
    }
    default:
      return null;
  }
}

function spanTags(property: string, hex: string | undefined): { open: string; close: string } | null {
  if (hex === undefined || !/^#[0-9a-fA-F]{6}$/.test(hex)) return null;
  return { open: `<span style="${property}: ${rgbColour(hex)};">`, close: '</span>' };
}
