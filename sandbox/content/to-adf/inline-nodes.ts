import type { AdfMark, AdfNode } from '../adf-document.ts';
import { emoticonShortName } from '../emoticons.ts';
import { linkTarget } from '../link-target.ts';
import { type Macro, parameterOf } from '../macro.ts';
import {
  attributeOf,
  characterData,
  isElement,
  type StorageElement,
  type StorageNode,
} from '../storage-tree.ts';
import { adfNode, type Conversion } from './conversion.ts';
import { textMarks, withMark } from './marks.ts';

/** A text node; none for empty text, which the schema forbids. */
export function textNodes(text: string, marks: readonly AdfMark[]): AdfNode[] {
  return text === ''
    ? []
    : [{ type: 'text', text, ...(marks.length === 0 ? {} : { marks: textMarks(marks) }) }];
}

/** `ac:emoticon`. */
export function emojiNode(element: StorageElement): AdfNode {
  const name = attributeOf(element, 'ac:name') ?? '';
  return adfNode('emoji', {
    attrs: {
      shortName: attributeOf(element, 'ac:emoji-shortname') ?? emoticonShortName(name),
      id: attributeOf(element, 'ac:emoji-id'),
      text: attributeOf(element, 'ac:emoji-fallback'),
      localId: attributeOf(element, 'ac:local-id'),
    },
  });
}

/** `time`: the ADF timestamp is midnight UTC in milliseconds. */
export function dateNode(element: StorageElement): AdfNode | null {
  const milliseconds = Date.parse(`${attributeOf(element, 'datetime') ?? ''}T00:00:00Z`);
  if (Number.isNaN(milliseconds)) return null;
  return adfNode('date', {
    attrs: { timestamp: String(milliseconds), localId: attributeOf(element, 'local-id') },
  });
}

const statusColours: Readonly<Record<string, string>> = {
  red: 'red',
  yellow: 'yellow',
  green: 'green',
  blue: 'blue',
  purple: 'purple',
};

/** The `status` macro; a missing or unknown colour is neutral. */
export function statusNode(macro: Macro): AdfNode {
  const colour = parameterOf(macro, 'colour') ?? parameterOf(macro, 'color') ?? '';
  const title = parameterOf(macro, 'title') ?? '';
  return adfNode('status', {
    attrs: {
      text: title === '' ? colour || 'Grey' : title,
      color: statusColours[colour.toLowerCase()] ?? (/^#[0-9a-f]{6}$/i.test(colour) ? colour : 'neutral'),
      style: parameterOf(macro, 'subtle') === 'true' ? 'subtle' : 'bold',
      localId: attributeOf(macro.element, 'ac:local-id'),
    },
  });
}

/** What a link is in ADF: a node of its own, or its content under a link mark. */
export type LinkForm =
  | { readonly nodes: readonly AdfNode[] }
  | { readonly children: readonly StorageNode[]; readonly marks: readonly AdfMark[] };

/** `ac:link`: a mention, a smart link, or its body under a link mark. */
export function linkForm(conversion: Conversion, link: StorageElement, marks: readonly AdfMark[]): LinkForm {
  const target = linkTarget(link, conversion.context);
  const localId = attributeOf(link, 'ac:local-id');
  if (target.userId !== undefined) {
    const text = target.title === '' ? undefined : `@${target.title}`;
    return { nodes: [adfNode('mention', { attrs: { id: target.userId, text, localId } })] };
  }
  if (target.url !== '' && attributeOf(link, 'ac:card-appearance') !== undefined) {
    return { nodes: [adfNode('inlineCard', { attrs: { url: target.url, localId } })] };
  }
  const title = attributeOf(link, 'ac:tooltip');
  const inside =
    target.url === ''
      ? marks
      : withMark(marks, {
          type: 'link',
          attrs: { href: target.url, ...(title === undefined ? {} : { title }) },
        });
  const body = linkBody(link);
  if (body === null) return { nodes: textNodes(target.title, inside) };
  if (body.name === 'ac:plain-text-link-body') return { nodes: textNodes(characterData(body), inside) };
  return { children: body.children, marks: inside };
}

/** `a`: a smart link, or its content under a link mark; without an address only its content. */
export function anchorForm(anchor: StorageElement, marks: readonly AdfMark[]): LinkForm {
  const href = attributeOf(anchor, 'href');
  if (href === undefined) return { children: anchor.children, marks };
  if (attributeOf(anchor, 'data-card-appearance') !== undefined) {
    return {
      nodes: [adfNode('inlineCard', { attrs: { url: href, localId: attributeOf(anchor, 'local-id') } })],
    };
  }
  const title = attributeOf(anchor, 'title');
  const attrs = { href, ...(title === undefined ? {} : { title }) };
  return { children: anchor.children, marks: withMark(marks, { type: 'link', attrs }) };
}

/** A smart link that stands alone as a block or an embed, or null. */
export function cardBlock(anchor: StorageElement): AdfNode | null {
  const appearance = attributeOf(anchor, 'data-card-appearance');
  const url = attributeOf(anchor, 'href');
  if (url === undefined || (appearance !== 'block' && appearance !== 'embed')) return null;
  const localId = attributeOf(anchor, 'local-id');
  if (appearance === 'block') return adfNode('blockCard', { attrs: { url, localId } });
  const layout = attributeOf(anchor, 'data-layout') ?? '';
  const width = Number(attributeOf(anchor, 'data-width') ?? Number.NaN);
  return adfNode('embedCard', {
    attrs: {
      url,
      layout: embedLayouts.has(layout) ? layout : 'center',
      width: width >= 0 && width <= 100 ? width : undefined,
      localId,
    },
  });
}

const embedLayouts = new Set([
  'wide',
  'full-width',
  'center',
  'wrap-right',
  'wrap-left',
  'align-end',
  'align-start',
]);

function linkBody(link: StorageElement): StorageElement | null {
  for (const child of link.children) {
    if (isElement(child) && (child.name === 'ac:link-body' || child.name === 'ac:plain-text-link-body'))
      return child;
  }
  return null;
}
