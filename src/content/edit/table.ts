import { AppError } from '../../kernel/app-error.ts';
import type { Resolvers } from '../markdown/resolvers.ts';
import type { Block } from '../model/block.ts';
import type { TableEdit } from './edits.ts';
import { columnCount, layOut, type GridCell } from './grid.ts';
import type { Page } from './page.ts';
import { planFlow } from './plan-blocks.ts';
import { changed, type Planning } from './planning.ts';
import type { Change, Entry, Region } from './plan.ts';
import { changeRegion } from './structure.ts';
import { findTarget } from './targets.ts';

/** Regions of a `table` edit: one row, column or cell. Raises `invalid_input` where a merged cell is in the way. */
export function planTable(page: Page, planning: Planning, edit: TableEdit, resolvers: Resolvers): Region[] {
  const target = findTarget(page, edit.target);
  const table = target.kind === 'blocks' ? target.parent.children[target.from] : undefined;
  if (table?.kind !== 'table')
    throw refused(`"${edit.target}" is not a table.`, 'Name a table by the handle above it.');
  const work: Work = {
    page,
    planning,
    resolvers,
    table,
    cells: layOut(table),
    expand: edit.expandSpan === true,
  };
  const changes = [
    edit.rowInsert && insertRow(work, edit.rowInsert),
    edit.rowDelete !== undefined && deleteRow(work, edit.rowDelete - 1),
    edit.columnInsert && insertColumn(work, edit.columnInsert),
    edit.columnDelete !== undefined && deleteColumn(work, edit.columnDelete - 1),
    edit.cell && changeCell(work, edit.cell.row - 1, edit.cell.column - 1, edit.cell.markdown),
  ].filter((change) => typeof change === 'object');
  const [change] = changes;
  if (change === undefined || changes.length !== 1)
    throw refused(
      'A table edit does exactly one thing.',
      'Give one of rowInsert, rowDelete, columnInsert, columnDelete, cell.',
    );
  return [changeRegion(page, table, change)];
}

interface Work {
  readonly page: Page;
  readonly planning: Planning;
  readonly resolvers: Resolvers;
  readonly table: Block;
  readonly cells: readonly GridCell[];
  readonly expand: boolean;
}

interface Position {
  readonly after?: number;
  readonly before?: number;
}

/** Index before which something is inserted; rows and columns are named from 1. */
function indexOf(position: Position, count: number, what: string): number {
  const index = position.before === undefined ? (position.after ?? count) : position.before - 1;
  if (Number.isSafeInteger(index) && index >= 0 && index <= count) return index;
  throw refused(`The table has ${count} ${what}.`, `Name a ${what.slice(0, -1)} from 1 to ${count}.`);
}

function insertRow(work: Work, insert: NonNullable<TableEdit['rowInsert']>): Change {
  const { table, cells } = work;
  const index = indexOf(insert, table.children.length, 'rows');
  const crossing = cells.filter((cell) => cell.row < index && cell.row + cell.rows > index);
  if (crossing.length > 0 && !work.expand) throw crossed(crossing[0]);
  const wanted = columnCount(cells) - crossing.reduce((sum, cell) => sum + cell.columns, 0);
  if (insert.cells.length !== wanted)
    throw refused(
      `The new row has ${insert.cells.length} cells where ${wanted} are needed.`,
      'Give one text a column.',
    );
  const neighbour = neighbourRow(table, index, wanted);
  const made = work.planning.makeRow(neighbour, insert.cells.map(cellLines));
  const entries = rowEntries(
    work,
    new Map(crossing.map((cell) => [cell.cell, [['rowspan', String(cell.rows + 1)]]])),
  );
  return { entries: [...entries.slice(0, index), { kind: 'insert', made }, ...entries.slice(index)] };
}

/** A row with so many cells that none of them is merged with a neighbour, near the new one. */
function neighbourRow(table: Block, index: number, wanted: number): Block {
  const candidates = [table.children[index - 1], table.children[index], ...table.children.toReversed()];
  const fits = candidates.find(
    (row) => row?.children.length === wanted && row.children.every((cell) => (cell.columns ?? 1) === 1),
  );
  if (fits !== undefined) return fits;
  throw refused(
    'No row of the table has as many cells as the new one.',
    'Split merged cells in the editor first.',
  );
}

function deleteRow(work: Work, index: number): Change {
  const { table, cells } = work;
  if (table.children[index] === undefined || table.children.length === 1)
    throw refused(
      `The table has ${table.children.length} rows.`,
      'Name one of several rows; delete the table itself otherwise.',
    );
  const started = cells.find((cell) => cell.row === index && cell.rows > 1);
  if (started !== undefined) throw crossed(started);
  const crossing = cells.filter((cell) => cell.row < index && cell.row + cell.rows > index);
  if (crossing.length > 0 && !work.expand) throw crossed(crossing[0]);
  const entries = rowEntries(
    work,
    new Map(crossing.map((cell) => [cell.cell, [['rowspan', String(cell.rows - 1)]]])),
  );
  return { entries: entries.filter((_, at) => at !== index) };
}

function insertColumn(work: Work, insert: NonNullable<TableEdit['columnInsert']>): Change {
  const { table, cells } = work;
  const count = columnCount(cells);
  const index = indexOf(insert, count, 'columns');
  if (insert.cells.length !== table.children.length)
    throw refused(
      `The new column has ${insert.cells.length} cells where ${table.children.length} are needed.`,
      'Give one text a row.',
    );
  const crossing = cells.filter((cell) => cell.column < index && cell.column + cell.columns > index);
  if (crossing.length > 0 && !work.expand) throw crossed(crossing[0]);
  const covered = new Set(
    crossing.flatMap((cell) => Array.from({ length: cell.rows }, (_, at) => cell.row + at)),
  );
  const values = new Map(crossing.map((cell) => [cell.cell, [['colspan', String(cell.columns + 1)]]]));
  const entries = table.children.map((row, rowIndex): Entry => {
    const own = cells.filter((cell) => cell.row === rowIndex);
    const inner = row.children.map((cell) => cellEntry(cell, values.get(cell)));
    if (covered.has(rowIndex)) return rowEntry(row, inner);
    const at = own.filter((cell) => cell.column < index).length;
    const neighbour = own[at - 1]?.cell ?? own[at]?.cell ?? cells[0]?.cell;
    if (neighbour === undefined) throw refused('The table has no cells.', 'Write a new table.');
    const made = work.page.format.makeCell(
      work.page.value,
      neighbour,
      cellLines(insert.cells[rowIndex] ?? ''),
      work.resolvers,
    );
    return rowEntry(row, [...inner.slice(0, at), { kind: 'insert', made }, ...inner.slice(at)]);
  });
  return { entries, columns: { insert: index } };
}

function deleteColumn(work: Work, index: number): Change {
  const { table, cells } = work;
  const count = columnCount(cells);
  if (!Number.isSafeInteger(index) || index < 0 || index >= count || count === 1)
    throw refused(
      `The table has ${count} columns.`,
      'Name one of several columns; delete the table itself otherwise.',
    );
  const touched = cells.filter((cell) => cell.column <= index && cell.column + cell.columns > index);
  const merged = touched.filter((cell) => cell.columns > 1);
  if (merged.length > 0 && !work.expand) throw crossed(merged[0]);
  const gone = new Set(touched.filter((cell) => cell.columns === 1).map((cell) => cell.cell));
  const values = new Map(merged.map((cell) => [cell.cell, [['colspan', String(cell.columns - 1)]]]));
  const entries = table.children.map((row) =>
    rowEntry(
      row,
      row.children.filter((cell) => !gone.has(cell)).map((cell) => cellEntry(cell, values.get(cell))),
      row.children.some((cell) => gone.has(cell)),
    ),
  );
  return { entries, columns: { delete: index } };
}

function changeCell(work: Work, row: number, column: number, markdown: string): Change {
  const found = work.cells.find(
    (cell) =>
      row >= cell.row &&
      row < cell.row + cell.rows &&
      column >= cell.column &&
      column < cell.column + cell.columns,
  );
  if (found === undefined)
    throw refused(
      `The table has no cell in row ${row + 1}, column ${column + 1}.`,
      `It has ${work.table.children.length} rows and ${columnCount(work.cells)} columns.`,
    );
  const { cell } = found;
  const inner = changed(
    cell.children,
    planFlow(work.planning, cell.children, cellLines(markdown).split('\n'), 'cell'),
  );
  const entries = work.table.children.map((candidate, at): Entry => {
    if (at !== found.row || inner === undefined) return { kind: 'keep', block: candidate };
    return rowEntry(
      candidate,
      candidate.children.map((other): Entry =>
        other === cell
          ? { kind: 'change', block: cell, change: { entries: inner } }
          : { kind: 'keep', block: other },
      ),
    );
  });
  return { entries };
}

/** Text of a cell as lines, whether they come on lines of their own or as a row shows them. */
function cellLines(text: string): string {
  return text
    .trim()
    .split(' ¶ ')
    .map((line) => line.replaceAll(/\\([|¶])/g, '$1'))
    .join('\n');
}

type CellValues = ReadonlyMap<Block, ReadonlyArray<readonly (string | undefined)[]>>;

function rowEntries(work: Work, values: CellValues): Entry[] {
  return work.table.children.map((row) =>
    rowEntry(
      row,
      row.children.map((cell) => cellEntry(cell, values.get(cell))),
    ),
  );
}

function rowEntry(row: Block, cells: readonly Entry[], lost = false): Entry {
  if (!lost && cells.every((entry) => entry.kind === 'keep')) return { kind: 'keep', block: row };
  return { kind: 'change', block: row, change: { entries: cells } };
}

function cellEntry(cell: Block, values: ReadonlyArray<readonly (string | undefined)[]> | undefined): Entry {
  if (values === undefined) return { kind: 'keep', block: cell };
  return {
    kind: 'change',
    block: cell,
    change: { values: values.map(([name, value]) => [name ?? '', value]) },
  };
}

function crossed(cell: GridCell | undefined): AppError {
  const place = cell === undefined ? '' : ` in row ${cell.row + 1}, column ${cell.column + 1}`;
  return refused(
    `A merged cell${place} is in the way.`,
    'Give expandSpan: true to let it grow or shrink, or choose another place.',
  );
}

function refused(message: string, nextStep: string): AppError {
  return new AppError('invalid_input', message, { nextStep });
}
