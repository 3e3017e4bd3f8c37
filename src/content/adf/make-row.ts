import { fromMarkdown } from '../markdown/from-markdown.ts';
import type { Made } from '../edit/plan.ts';
import type { Resolvers } from '../markdown/resolvers.ts';
import type { Block } from '../model/block.ts';
import { fillEmpty } from './fit.ts';
import { nodesInPlace } from './reader.ts';
import type { AdfAttributes, AdfNode } from './node.ts';
import { parseNodes } from './parse-document.ts';
import { readAdf } from './read-document.ts';

/** A row like its neighbour, with other content in its cells. */
export function makeRow(
  _value: string,
  neighbour: Block,
  cells: readonly string[],
  resolvers: Resolvers,
): Made {
  const row: AdfNode = {
    ...frameOf(neighbour, ['localId']),
    content: neighbour.children.map((cell, index) =>
      cellNode(cell, ['localId', 'rowspan'], cells[index] ?? '', resolvers),
    ),
  };
  const table = tableOf(row);
  return { source: JSON.stringify([row]), blocks: table?.children ?? [] };
}

/** A cell like its neighbour, one column wide. */
export function makeCell(_value: string, neighbour: Block, markdown: string, resolvers: Resolvers): Made {
  const cell = cellNode(neighbour, ['localId', 'colspan'], markdown, resolvers);
  const table = tableOf({ type: 'tableRow', content: [cell] });
  return { source: JSON.stringify([cell]), blocks: table?.children[0]?.children ?? [] };
}

function tableOf(row: AdfNode): Block | undefined {
  return readAdf(JSON.stringify({ type: 'doc', version: 1, content: [{ type: 'table', content: [row] }] }))
    .root.children[0];
}

function cellNode(cell: Block, without: readonly string[], markdown: string, resolvers: Resolvers): AdfNode {
  const frame = frameOf(cell, without);
  const content =
    markdown.trim() === '' ? [] : parseNodes(fromMarkdown(cellMarkdown(markdown), 'adf', resolvers)).nodes;
  return { ...frame, content: fillEmpty(frame.type, content) };
}

/** The node of a block without its content and without attributes that are its own. */
function frameOf(block: Block, without: readonly string[]): AdfNode {
  const [node] = nodesInPlace(block);
  const { content: _content, attrs, ...rest } = node ?? { type: 'tableCell' };
  const kept = Object.entries(attrs ?? {}).filter(
    ([name, value]) => value !== null && !without.includes(name),
  );
  const own: AdfAttributes = Object.fromEntries(kept);
  const widths: unknown = own['colwidth'];
  const single = without.includes('colspan') && Array.isArray(widths) ? { colwidth: widths.slice(0, 1) } : {};
  return { ...rest, ...(attrs === undefined ? {} : { attrs: { ...own, ...single } }) };
}

/** Lines of a cell are blocks of their own, which elsewhere takes an empty line. */
function cellMarkdown(lines: string): string {
  return lines.replaceAll(/\n(?![-*+ \t]|\d+[.)])/g, '\n\n');
}
