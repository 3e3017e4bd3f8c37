/** A row of a written table. */
export interface WrittenRow {
  /** The row to the letter. */
  readonly text: string;
  readonly cells: readonly WrittenCell[];
}

/** A cell: the lines that ` ¶ ` joins, and how many columns and rows it spans. */
export interface WrittenCell {
  readonly text: string;
  readonly lines: readonly string[];
  readonly columns: number;
  readonly rows: number;
}

const separator = /^\|[-:| \t]*-[-:| \t]*$/;
const spans = /^\{(?:(?:cols|rows)=\d{1,4} ?){1,2}\}$/;

/** Whether a line is a row of a table. */
export function isTableLine(line: string): boolean {
  return line.startsWith('|');
}

/** Index of the line that only separates, -1 without one; it may have lost the row above it. */
export function separatorIn(lines: readonly string[]): number {
  return lines.findIndex((line, index) => index <= 1 && separator.test(line));
}

/** Rows without the line that only separates. */
export function parseRows(lines: readonly string[]): WrittenRow[] {
  const rows: WrittenRow[] = [];
  lines.forEach((line, index) => {
    if (index <= 1 && separator.test(line)) return;
    rows.push({ text: line, cells: splitCells(line).map(parseCell) });
  });
  return rows;
}

/** Cells between the pipes that no backslash stands before. */
function splitCells(line: string): string[] {
  const cells: string[] = [];
  let start = 1;
  for (let at = 1; at < line.length; at += 1) {
    if (line[at] === '|' && line[at - 1] !== '\\') {
      cells.push(line.slice(start, at));
      start = at + 1;
    }
  }
  if (line.slice(start).trim() !== '') cells.push(line.slice(start));
  return cells;
}

/** Reads a cell from the inside of its pipes. */
export function parseCell(raw: string): WrittenCell {
  const trimmed = raw.trim();
  const brace = trimmed.endsWith('}') ? trimmed.lastIndexOf('{') : -1;
  const written = brace === -1 ? '' : trimmed.slice(brace);
  const merged = spans.test(written) ? written : '';
  const content = trimmed.slice(0, trimmed.length - merged.length).trimEnd();
  const count = (name: string): number => Number(new RegExp(`${name}=(\\d+)`).exec(merged)?.[1] ?? '1');
  const lines = content === '' ? [] : content.split(' ¶ ').map((line) => line.replaceAll(/\\([|¶])/g, '$1'));
  return { text: trimmed, lines, columns: count('cols'), rows: count('rows') };
}
