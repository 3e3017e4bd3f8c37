import type { Token } from 'markdown-it';
import { parseRows, separatorIn, type WrittenRow } from '../view/parse-table.ts';
import { optional, type Reading } from './reading.ts';
import { appendParagraph } from './read-text.ts';
import { refuse } from './refuse.ts';
import { completeRows } from './table-grid.ts';
import type { TreeBlock, TreeCell, TreeRow } from './tree.ts';

/** Reads the blocks of a cell; `line` is that of its row. */
export type CellReader = (markdown: string, line: number) => TreeBlock[];

/** A table: the first row is a header where a separator follows it. Raises `invalid_input` for a separator alone. */
export function readTable(
  reading: Reading,
  token: Token,
  line: number,
  readCellBlocks: CellReader,
): TreeBlock {
  const meta: { lines?: readonly string[] } = token.meta ?? {};
  const lines = meta.lines ?? [];
  const written = parseRows(lines);
  if (written.length === 0)
    throw refuse(
      line,
      'The table has no rows.',
      'Write its rows, or "\\|" for text that starts with a pipe.',
    );
  const separator = separatorIn(lines);
  const aligns = separator === -1 ? [] : readAligns(lines[separator] ?? '');
  const rows = written.map((row, index): TreeRow => {
    const rowLine = line + index + (separator !== -1 && index >= separator ? 1 : 0);
    return {
      line: rowLine,
      header: separator === 1 && index === 0,
      cells: readCells(reading, row, rowLine, readCellBlocks, aligns),
    };
  });
  const { attributes = [], handle } = reading.table ?? {};
  reading.table = undefined;
  return { kind: 'table', line, rows: completeRows(rows), attributes, ...optional({ handle }) };
}

function readAligns(separator: string): Array<'center' | 'right' | undefined> {
  return separator
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split('|')
    .map((cell) => {
      const text = cell.trim();
      if (!text.endsWith(':')) return undefined;
      return text.startsWith(':') ? 'center' : 'right';
    });
}

function readCells(
  reading: Reading,
  row: WrittenRow,
  line: number,
  readCellBlocks: CellReader,
  aligns: ReadonlyArray<'center' | 'right' | undefined>,
): TreeCell[] {
  let column = 0;
  return row.cells.map(({ lines, columns, rows }) => {
    const align = aligns[column];
    column += columns;
    const blocks = readCell(reading, lines, line, readCellBlocks);
    const aligned = align === undefined ? blocks : blocks.map((block) => alignText(block, align));
    return { blocks: aligned, columns: Math.max(1, columns), rows: Math.max(1, rows) };
  });
}

function alignText(block: TreeBlock, align: 'center' | 'right'): TreeBlock {
  return block.kind === 'paragraph' ? { ...block, align } : block;
}

/** Any sign that a line of a cell may start with and be something else than text. */
const blockSign = /^(?:[-*+#>|:`~^<]|\d|!\[|_{3}| {4}|\[)/;

function readCell(
  reading: Reading,
  lines: readonly string[],
  line: number,
  readCellBlocks: CellReader,
): TreeBlock[] {
  const [only] = lines;
  if (only === undefined) return [];
  if (lines.length === 1 && !blockSign.test(only)) {
    const blocks: TreeBlock[] = [];
    appendParagraph(reading, only, line, blocks);
    return blocks;
  }
  return readCellBlocks(lines.join('\n'), line);
}
