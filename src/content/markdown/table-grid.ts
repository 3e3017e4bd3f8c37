import { refuse } from './refuse.ts';
import type { TreeCell, TreeRow } from './tree.ts';

/** Most columns of a table. */
const widest = 200;

/** Where the cells of a row end, and for each column how many rows from here on a cell from above covers. */
interface Extent {
  readonly end: number;
  readonly covered: readonly number[];
}

/**
 * Fills rows that are too short with empty cells, as GFM does, minding merged cells. Raises `invalid_input` when a
 * merged cell reaches below the last row or a row is wider than any table may be.
 */
export function completeRows(rows: readonly TreeRow[]): TreeRow[] {
  let covered: readonly number[] = [];
  const extents = rows.map((row, index) => {
    const { end, below } = placeCells(row, rows.length - index, covered);
    const extent: Extent = { end, covered };
    covered = below;
    return extent;
  });
  const width = Math.max(1, ...extents.map(({ end, covered: above }) => Math.max(end, lastCovered(above))));
  return rows.map((row, index) => {
    const missing = freeColumns(extents[index], width);
    return missing === 0 ? row : { ...row, cells: [...row.cells, ...emptyCells(missing)] };
  });
}

function placeCells(
  row: TreeRow,
  rowsLeft: number,
  covered: readonly number[],
): { readonly end: number; readonly below: readonly number[] } {
  const below = covered.map((count) => Math.max(0, count - 1));
  let column = 0;
  for (const cell of row.cells) {
    while ((covered[column] ?? 0) > 0) column += 1;
    if (column + cell.columns > widest)
      throw refuse(row.line, `The row has more than ${widest} columns.`, 'Split the table.');
    if (cell.rows > rowsLeft)
      throw refuse(
        row.line,
        `A cell spans ${cell.rows} rows, but only ${rowsLeft} are left.`,
        'Write a smaller {rows=…}, or the rows that are missing.',
      );
    for (let step = 0; step < cell.columns; step += 1)
      below[column + step] = Math.max(below[column + step] ?? 0, cell.rows - 1);
    column += cell.columns;
  }
  return { end: column, below };
}

function lastCovered(covered: readonly number[]): number {
  return covered.findLastIndex((count) => count > 0) + 1;
}

function freeColumns(extent: Extent | undefined, width: number): number {
  let free = 0;
  for (let column = extent?.end ?? 0; column < width; column += 1)
    if ((extent?.covered[column] ?? 0) === 0) free += 1;
  return free;
}

function emptyCells(count: number): TreeCell[] {
  return Array.from({ length: count }, () => ({ blocks: [], columns: 1, rows: 1 }));
}
