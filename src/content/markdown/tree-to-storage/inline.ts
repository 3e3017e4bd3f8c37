import { escapeText } from '../../storage/entities.ts';
import type { MarkName } from '../../model/inline.ts';
import type { InlineNode } from '../tree.ts';
import { storageAtom } from './atom.ts';
import { storedAtom, storedTags } from './existing.ts';
import { linkTags } from './link.ts';
import type { Writing } from './writing.ts';

const elements: Readonly<Record<MarkName, string>> = {
  strong: 'strong',
  em: 'em',
  strike: 's',
  code: 'code',
  underline: 'u',
  sub: 'sub',
  sup: 'sup',
  small: 'small',
  kbd: 'kbd',
};

/** Inline content as storage markup. */
export function storageInline(nodes: readonly InlineNode[], line: number, writing: Writing): string {
  return nodes.map((node) => inlineMarkup(node, line, writing)).join('');
}

function inlineMarkup(node: InlineNode, line: number, writing: Writing): string {
  switch (node.kind) {
    case 'text':
      return escapeText(node.text);
    case 'mark':
      return `<${elements[node.mark]}>${storageInline(node.inner, line, writing)}</${elements[node.mark]}>`;
    case 'link': {
      const { open, close } =
        node.handle === undefined
          ? linkTags(node.url, node.attributes, line)
          : storedTags(writing, node.handle, 'link', line);
      return open + storageInline(node.inner, line, writing) + close;
    }
    case 'wrapper': {
      const { open, close } = storedTags(writing, node.handle, node.name, line);
      return open + storageInline(node.inner, line, writing) + close;
    }
    case 'atom':
      return node.handle === undefined
        ? storageAtom(node, writing.resolvers, line)
        : storedAtom(writing, node.handle, { name: node.name, label: node.label }, line);
    default:
      return node satisfies never;
  }
}
