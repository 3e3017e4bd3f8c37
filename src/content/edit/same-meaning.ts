import { lexInline } from '../view/lex-inline.ts';
import { parseBlocks, type WrittenBlock } from '../view/parse.ts';
import type { WrittenItem } from '../view/parse-list.ts';
import type { WrittenRow } from '../view/parse-table.ts';
import type { Written } from '../view/written.ts';

/**
 * Whether two texts of the dialect say the same: the same blocks with the same words, marks and things in them. Handles,
 * markers, numbers and ways of writing do not count.
 */
export function sameMeaning(a: readonly string[], b: readonly string[], setting: 'flow' | 'cell'): boolean {
  return sameList(parseBlocks(a, setting), parseBlocks(b, setting), (one, other) =>
    sameBlock(one, other, setting),
  );
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return other !== undefined && same(one, other);
    })
  );
}

function sameBlock(a: WrittenBlock, b: WrittenBlock, setting: 'flow' | 'cell'): boolean {
  if (a.text === b.text) return true;
  if (a.kind !== b.kind || a.level !== b.level) return false;
  switch (a.kind) {
    case 'paragraph':
    case 'heading':
      return sameInline(a.inline ?? '', b.inline ?? '');
    case 'list':
      return sameList(a.items ?? [], b.items ?? [], (one, other) => sameItem(one, other, setting));
    case 'quote':
      return sameMeaning(a.lines ?? [], b.lines ?? [], setting);
    case 'container':
      return a.name === b.name && sameMeaning(a.lines ?? [], b.lines ?? [], setting);
    case 'fence':
      return a.name === b.name && (a.lines ?? []).join('\n') === (b.lines ?? []).join('\n');
    case 'table':
      return sameList(a.rows ?? [], b.rows ?? [], sameRow);
    case 'image':
      return a.url === b.url && a.name === b.name && sameInline(a.inline ?? '', b.inline ?? '');
    case 'leaf':
      return a.name === b.name;
    case 'rule':
    case 'other':
      return true;
    default:
      return a.kind satisfies never;
  }
}

function sameItem(a: WrittenItem, b: WrittenItem, setting: 'flow' | 'cell'): boolean {
  if (a.type !== b.type || a.checked !== b.checked) return false;
  return a.text === b.text || sameMeaning(a.lines, b.lines, setting);
}

function sameRow(a: WrittenRow, b: WrittenRow): boolean {
  if (a.text === b.text) return true;
  return sameList(
    a.cells,
    b.cells,
    (one, other) =>
      one.columns === other.columns &&
      one.rows === other.rows &&
      (one.text === other.text || sameMeaning(one.lines, other.lines, 'cell')),
  );
}

function sameInline(a: string, b: string): boolean {
  return a === b || meaningOf(a) === meaningOf(b);
}

/** The words, marks and things of a line; what stands around nothing but space does not count. */
function meaningOf(text: string): string {
  const elements = lexInline(text);
  const seen = elements.map(() => 0);
  let count = 0;
  elements.forEach((element, index) => {
    seen[index] = count;
    if (element.kind === 'word' || element.kind === 'sign' || element.kind === 'atom') count += 1;
  });
  const shown = elements.filter((element, index) => {
    const isTag = element.kind === 'open' || element.kind === 'close';
    return !isTag || seen[index] !== seen[element.pair];
  });
  return shown.map((element) => signature(element)).join('\n');
}

function signature(element: Written): string {
  const { tag, atom } = element;
  if (tag !== undefined) return `${element.kind} ${tag.name} ${tag.url ?? ''}`;
  if (atom !== undefined) return `atom ${atom.name} ${atom.label}`;
  return element.kind === 'space' ? ' ' : element.text;
}
