import { AppError } from '../../kernel/app-error.ts';
import type { ChangedRange, PageFormat } from '../edit/format.ts';
import type { Made } from '../edit/plan.ts';
import { fromMarkdown } from '../markdown/from-markdown.ts';
import type { Block } from '../model/block.ts';
import { applyRegion } from './apply.ts';
import { storageCensus } from './census.ts';
import { withFallbacks } from './fallback.ts';
import { readStorage } from './read-document.ts';
import { fitLayout } from './fit-layout.ts';
import { elementOf } from './reader.ts';
import { setPiece } from './set-piece.ts';
import { joinReplacements, replaceAll, sortReplacements, type Replacement } from './replacement.ts';

/** Storage format as editing sees it. */
export const storageFormat: PageFormat = {
  read: (value, names, everyHandle) => readStorage(value, names, everyHandle).root,
  makeBlocks: (markdown, resolvers) => made(fromMarkdown(markdown, 'storage', resolvers)),
  makeItems(list, markdown, resolvers) {
    const source = fromMarkdown(markdown, 'storage', resolvers);
    const lists = readStorage(source).root.children;
    const items = lists.flatMap((block) =>
      block.kind === 'list' && block.list === list.list ? block.children : [],
    );
    if (items.length === 0 || lists.length !== 1)
      throw new AppError('invalid_input', 'Only items of the same kind can be added to a list.', {
        nextStep: 'Write them like the items that are there.',
      });
    return { source: items.map((item) => itemSource(source, list, item)).join(''), blocks: items };
  },
  makeRow(value, neighbour, cells, resolvers) {
    const source = rowSource(
      value,
      neighbour,
      cells.map((cell) => cellSource(neighbour, cell, resolvers)),
    );
    const table = readStorage(`<table><tbody>${source}</tbody></table>`).root.children[0];
    return { source, blocks: table?.children ?? [] };
  },
  makeCell(value, neighbour, markdown, resolvers) {
    const row = { ...neighbour, children: [neighbour] };
    const name = elementOf(neighbour)?.name ?? 'td';
    const tag = startTag(value, neighbour).replace(/\scolspan="[^"]*"/, '');
    const source = `${tag}${cellSource(row, markdown, resolvers)}</${name}>`;
    const table = readStorage(`<table><tbody><tr>${source}</tr></tbody></table>`).root.children[0];
    return { source, blocks: table?.children[0]?.children ?? [] };
  },
  setPiece,
  copy: (value, blocks) => ({
    source: blocks.map((block) => value.slice(block.start, block.end)).join(''),
    blocks: blocks.filter((block) => block.kind !== 'empty'),
  }),
  copyPieces: (value, _owner, [first, last]) =>
    first === undefined
      ? ''
      : value.slice(first.start, first.kind === 'open' ? (last ?? first).end : first.end),
  fit: (regions) => fitLayout(regions, made),
  apply(value, regions, index, resolvers) {
    const writing = { source: value, index, resolvers };
    const wanted = regions.flatMap((region) => applyRegion(writing, region));
    const sorted = sortReplacements(withFallbacks(value, regions, wanted));
    const replacements = joinReplacements(value, sorted);
    return { value: replaceAll(value, replacements), ranges: rangesOf(replacements) };
  },
  census: (value, root) => storageCensus(value, root === undefined ? undefined : elementOf(root)),
};

function made(source: string): Made {
  return { source, blocks: readStorage(source).root.children.filter((block) => block.kind !== 'empty') };
}

function rangesOf(replacements: readonly Replacement[]): ChangedRange[] {
  let shift = 0;
  return replacements.map(({ start, end, text }) => {
    const range = { start, end, newStart: start + shift, newEnd: start + shift + text.length };
    shift += text.length - (end - start);
    return range;
  });
}

/** An item, without a paragraph of its own where the items of its list have none. */
function itemSource(source: string, list: Block, item: Block): string {
  const [first] = item.children;
  const paragraph = item.children.length === 1 && first !== undefined ? elementOf(first) : undefined;
  const plain = list.children.some((other) => other.children[0]?.anonymous === true);
  if (!plain || paragraph?.name !== 'p' || paragraph.openEnd !== paragraph.start + 3)
    return source.slice(item.start, item.end);
  const inner = source.slice(paragraph.openEnd, paragraph.closeStart);
  return source.slice(item.start, paragraph.start) + inner + source.slice(paragraph.end, item.end);
}

/** Attributes that name one element and no other: a copy of the tag goes without them. */
const ownIds = /\s(?:ac:local-id|local-id|ac:macro-id|id|rowspan)="[^"]*"/g;

function startTag(value: string, block: Block): string {
  const element = elementOf(block);
  if (element === undefined) return '';
  return value
    .slice(element.start, element.openEnd)
    .replace(ownIds, '')
    .replace(/\s*\/>$/, '>');
}

function rowSource(value: string, neighbour: Block, cells: readonly string[]): string {
  const inner = neighbour.children.map((cell, index) => {
    const name = elementOf(cell)?.name ?? 'td';
    return `${startTag(value, cell)}${cells[index] ?? ''}</${name}>`;
  });
  return `${startTag(value, neighbour)}${inner.join('')}</tr>`;
}

/** Content of a new cell: in a paragraph of its own where the cells of its neighbour have one. */
function cellSource(
  neighbour: Block,
  markdown: string,
  resolvers: Parameters<PageFormat['makeRow']>[3],
): string {
  const plain = neighbour.children.every((cell) =>
    cell.children.every((block) => elementOf(block)?.name !== 'p'),
  );
  const source = markdown.trim() === '' ? '' : fromMarkdown(cellMarkdown(markdown), 'storage', resolvers);
  const only = /^<p>((?:(?!<\/?p>)[^])*)<\/p>$/.exec(source)?.[1];
  return plain && only !== undefined ? only : source;
}

/** Lines of a cell are blocks of their own, which elsewhere takes an empty line. */
function cellMarkdown(lines: string): string {
  return lines.replaceAll(/\n(?![-*+ \t]|\d+[.)])/g, '\n\n');
}
