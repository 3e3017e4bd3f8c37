import { AppError } from '../../kernel/app-error.ts';
import type { Block } from '../model/block.ts';
import type { WrittenRow } from '../view/parse-table.ts';
import { cellLines } from '../view/render.ts';
import type { Entry } from './plan.ts';
import { changed, keepOrChange, type PlanFlow, type Planning } from './planning.ts';
import { alignSequences } from './sequence.ts';

/**
 * The difference between the rows of a table and written ones: rows by their text, cells by position. Raises
 * `invalid_input` where that would change columns or break a merged cell.
 */
export function planRows(
  planning: Planning,
  table: Block,
  written: readonly WrittenRow[],
  planFlow: PlanFlow,
): Entry[] {
  const rows = table.children;
  const oldKeys = rows.map((row) => row.children.map((cell) => cellText(planning, cell)).join(' | '));
  const newKeys = written.map((row) => row.cells.map((cell) => cell.text).join(' | '));
  const steps = alignSequences({
    oldKeys,
    newKeys,
    oldText: (index) => oldKeys[index] ?? '',
    newText: (index) => newKeys[index] ?? '',
    affinity: (oldIndex, newIndex) =>
      rows[oldIndex]?.children.length === written[newIndex]?.cells.length ? 0.5 : 0,
    moves: true,
  });
  let last = 0;
  const entries = steps.map((step): Entry => {
    const row = written[step.new];
    if (row === undefined) throw new RangeError('no such row');
    if (step.kind === 'new') {
      const cells = row.cells.map((cell) => cell.lines.join('\n'));
      return { kind: 'insert', made: planning.makeRow(likeRow(rows, rows[last], row), cells) };
    }
    last = step.old;
    const block = rows[step.old];
    if (block === undefined) throw new RangeError('no such row');
    if (step.kind === 'move') return { kind: 'move', block };
    return step.kind === 'pair' ? planRow(planning, block, row, planFlow) : { kind: 'keep', block };
  });
  checkSpans(table, entries);
  return entries;
}

/** The row whose tags a new row takes: the neighbour, or else another row with as many cells. */
function likeRow(rows: readonly Block[], neighbour: Block | undefined, row: WrittenRow): Block {
  const fits = (candidate: Block): boolean => candidate.children.length === row.cells.length;
  const like =
    neighbour !== undefined && fits(neighbour) ? neighbour : rows.findLast((candidate) => fits(candidate));
  if (like === undefined) throw wrongCells(row, neighbour?.children.length ?? 0);
  return like;
}

function cellText(planning: Planning, cell: Block): string {
  return cellLines(cell, planning.handles, planning.repeatedImages);
}

function planRow(planning: Planning, row: Block, written: WrittenRow, planFlow: PlanFlow): Entry {
  const entries = row.children.map((cell, index): Entry => {
    const other = written.cells[index];
    if (other === undefined || other.text === cellText(planning, cell)) return { kind: 'keep', block: cell };
    if (other.columns !== (cell.columns ?? 1) || other.rows !== (cell.rows ?? 1))
      throw new AppError(
        'invalid_input',
        `The cell "${other.text.slice(0, 60)}" would be merged differently.`,
        {
          nextStep: 'Keep the {cols=…} and {rows=…} of each cell as the view shows them.',
        },
      );
    const inner = changed(cell.children, planFlow(planning, cell.children, other.lines, 'cell'));
    return keepOrChange(cell, inner === undefined ? undefined : { entries: inner });
  });
  const cells = changed(row.children, entries);
  return keepOrChange(row, cells === undefined ? undefined : { entries: cells });
}

/** Rows that a merged cell crosses can neither go nor get a new one between them. */
function checkSpans(table: Block, entries: readonly Entry[]): void {
  const order = new Map(table.children.map((row, index) => [row, index]));
  const kept = entries.map((entry) => (entry.kind === 'insert' ? -1 : (order.get(entry.block) ?? -1)));
  const places = new Map(kept.map((index, place) => [index, place]));
  table.children.forEach((row, index) => {
    const reach = row.children.reduce((most, cell) => Math.max(most, cell.rows ?? 1), 1);
    for (let below = 1; below < reach && index + below < table.children.length; below += 1) {
      const place = places.get(index);
      if (place === undefined ? places.has(index + below) : kept[place + below] !== index + below)
        throw new AppError(
          'invalid_input',
          'A merged cell crosses the rows that the edit would take apart.',
          {
            nextStep: 'Use a "table" edit with expandSpan, or edit the cells in place.',
          },
        );
    }
  });
}

function wrongCells(row: WrittenRow, expected: number): AppError {
  return new AppError(
    'invalid_input',
    `The row "${row.text.slice(0, 80)}" has ${row.cells.length} cells where the table has ${expected}.`,
    { nextStep: 'Write as many cells as the other rows have; columns change through "table" edits.' },
  );
}
