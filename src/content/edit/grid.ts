import type { Block } from '../model/block.ts';

/** A cell with its place among the columns and rows that merged cells make. */
export interface GridCell {
  readonly cell: Block;
  readonly row: number;
  readonly column: number;
  readonly columns: number;
  readonly rows: number;
}

/** Cells wider or taller than this count as that; no page needs more. */
const most = 1000;

/** Where each cell of a table stands, row by row, as HTML lays tables out. */
export function layOut(table: Block): GridCell[] {
  const cells: GridCell[] = [];
  // For each column, the first row below that is free again.
  const free: number[] = [];
  table.children.forEach((row, rowIndex) => {
    let column = 0;
    for (const cell of row.children) {
      while ((free[column] ?? 0) > rowIndex) column += 1;
      const columns = Math.min(cell.columns ?? 1, most);
      const rows = Math.min(cell.rows ?? 1, table.children.length - rowIndex, most);
      cells.push({ cell, row: rowIndex, column, columns, rows });
      for (let at = column; at < column + columns; at += 1) free[at] = rowIndex + rows;
      column += columns;
    }
  });
  return cells;
}

/** How many columns a laid-out table has. */
export function columnCount(cells: readonly GridCell[]): number {
  return cells.reduce((count, cell) => Math.max(count, cell.column + cell.columns), 0);
}
