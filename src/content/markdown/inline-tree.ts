import type { MarkName } from '../model/inline.ts';
import { collapse } from '../model/text.ts';
import { lexInline, type Written } from '../view/lex-inline.ts';
import { marksByTag } from '../view/syntax.ts';
import { gfmToDialect } from './gfm-inline.ts';
import type { References } from './references.ts';
import { refuse } from './refuse.ts';
import type { InlineNode } from './tree.ts';

/** Deeper inline nesting than this is refused: nobody reads it. */
const deepest = 32;

/** Without one of these, text is nothing but text. */
const anySign = /[\\`*_~[\]<:&@!\n]/;

const markNames: ReadonlySet<string> = new Set(marksByTag.values());

/** Inline Markdown as a tree. Raises `invalid_input` for what is nested too deeply and for links inside links. */
export function parseInline(source: string, line: number, references: References): InlineNode[] {
  if (!anySign.test(source)) {
    const text = collapse(source).trim();
    return text === '' ? [] : [{ kind: 'text', text }];
  }
  const elements = lexInline(gfmToDialect(source, references));
  return readRange(elements, 0, elements.length, { line, depth: 0, inLink: false });
}

interface Position {
  readonly line: number;
  readonly depth: number;
  readonly inLink: boolean;
}

function readRange(elements: readonly Written[], from: number, to: number, position: Position): InlineNode[] {
  const { line, depth } = position;
  if (depth > deepest)
    throw refuse(
      line,
      `Formatting is nested more than ${deepest} deep.`,
      'Write the text with fewer brackets and signs.',
    );
  const nodes: InlineNode[] = [];
  for (let at = from; at < to; at += 1) {
    const element = elements[at];
    if (element === undefined) continue;
    if (element.kind === 'open' && element.pair > at) {
      const inLink = position.inLink || element.tag?.syntax === 'link' || element.tag?.name === 'link';
      const inner = readRange(elements, at + 1, element.pair, { line, depth: depth + 1, inLink });
      appendTag(nodes, element, inner, position);
      at = element.pair;
    } else if (element.kind === 'atom' && element.atom !== undefined) {
      appendAtom(nodes, element, position);
    } else if (element.text !== '') {
      appendText(nodes, element.text);
    }
  }
  return nodes;
}

function appendText(nodes: InlineNode[], text: string): void {
  const last = nodes.at(-1);
  if (last?.kind === 'text') nodes[nodes.length - 1] = { kind: 'text', text: last.text + text };
  else nodes.push({ kind: 'text', text });
}

function appendTag(
  nodes: InlineNode[],
  element: Written,
  inner: readonly InlineNode[],
  position: Position,
): void {
  const { tag } = element;
  if (tag === undefined) return;
  if (inner.length === 0) {
    if (/^[*_~]+$/.test(element.text)) appendText(nodes, element.text + element.text);
    return;
  }
  const attributes = tag.attributes ?? [];
  if (tag.syntax === 'mark') {
    if (isMark(tag.name)) nodes.push({ kind: 'mark', mark: tag.name, inner });
    return;
  }
  if (tag.syntax === 'link') {
    if (position.inLink)
      throw refuse(
        position.line,
        'A link stands inside another link.',
        'Close the first link before the second.',
      );
    const handle = tag.written === undefined ? {} : { handle: tag.written };
    nodes.push({ kind: 'link', url: tag.url ?? '', inner, attributes, ...handle });
    return;
  }
  if (tag.written === undefined) {
    throw refuse(
      position.line,
      `":${tag.name}[…]" needs the {#handle} that the view shows after it.`,
      tag.name === 'c'
        ? 'Keep the {#handle} of the comment anchor; new inline comments are made with the comments tool.'
        : tag.name === 's'
          ? 'Keep the {#handle} of the styled text, or leave the directive out to drop the style.'
          : 'Write a new link to a page as [text](page:KEY/Title).',
    );
  }
  nodes.push({ kind: 'wrapper', name: tag.name, handle: tag.written, inner });
}

function isMark(name: string): name is MarkName {
  return markNames.has(name);
}

function appendAtom(nodes: InlineNode[], element: Written, position: Position): void {
  const { atom } = element;
  if (atom === undefined) return;
  const isLink = atom.name === 'autolink' || atom.name === 'card' || atom.name === 'link';
  if (isLink && position.inLink)
    throw refuse(
      position.line,
      'A link stands inside another link.',
      'Close the first link before the second.',
    );
  nodes.push({
    kind: 'atom',
    name: atom.name,
    label: atom.label,
    attributes: atom.attributes ?? [],
    ...(atom.written === undefined ? {} : { handle: atom.written }),
  });
}
