import { AppError } from '../../kernel/app-error.ts';
import type { Block } from '../model/block.ts';
import type { WrittenRow } from '../view/parse-table.ts';
import { cellLines } from '../view/render.ts';
import { matchKeys } from './myers.ts';
import { pairInOrder, similarity, wordCounts } from './pair.ts';
import type { Entry } from './plan.ts';
import type { Planning } from './plan-blocks.ts';

type PlanFlow = (
  planning: Planning,
  blocks: readonly Block[],
  lines: readonly string[],
  setting: 'cell',
) => Entry[];

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
  const texts = rows.map((row) => row.children.map((cell) => cellText(planning, cell)).join(' | '));
  const newTexts = written.map((row) => row.cells.map((cell) => cell.text).join(' | '));
  const matches = matchKeys(texts, newTexts);
  const oldWords = texts.map((text) => wordCounts(text));
  const entries: Entry[] = [];
  let oldAt = 0;
  for (let newAt = 0; newAt <= written.length; newAt += 1) {
    const here = newAt;
    while (newAt < written.length && matches[newAt] === -1) newAt += 1;
    const oldEnd = newAt < written.length ? (matches[newAt] ?? -1) : rows.length;
    const gap = { from: oldAt, to: oldEnd };
    const pairs = pairInOrder(gap.to - gap.from, newAt - here, (i, j) => {
      const row = rows[gap.from + i];
      const other = written[here + j];
      if (row === undefined || other === undefined || row.children.length !== other.cells.length) return 0;
      return 0.5 + 3 * similarity(oldWords[gap.from + i] ?? new Map(), wordCounts(newTexts[here + j] ?? ''));
    });
    for (let index = here; index < newAt; index += 1) {
      const row = written[index];
      const partner = rows[gap.from + (pairs[index - here] ?? -1)];
      if (row === undefined) continue;
      if ((pairs[index - here] ?? -1) === -1 || partner === undefined) {
        const neighbour = rows[Math.max(0, Math.min(rows.length - 1, oldEnd - 1))];
        if (neighbour === undefined) throw wrongCells(row, 0);
        entries.push({
          kind: 'insert',
          made: planning.makeRow(
            likeRow(rows, neighbour, row),
            row.cells.map((cell) => cell.lines.join('\n')),
          ),
        });
      } else {
        entries.push(planRow(planning, partner, row, planFlow));
      }
    }
    const kept = rows[oldEnd];
    if (kept !== undefined) entries.push({ kind: 'keep', block: kept });
    oldAt = oldEnd + 1;
  }
  checkSpans(table, entries);
  return entries;
}

/** The row whose tags a new row takes: the neighbour, or else another row with as many cells. */
function likeRow(rows: readonly Block[], neighbour: Block, row: WrittenRow): Block {
  const fits = (candidate: Block): boolean => candidate.children.length === row.cells.length;
  const like = fits(neighbour) ? neighbour : rows.findLast((candidate) => fits(candidate));
  if (like === undefined) throw wrongCells(row, neighbour.children.length);
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
    const inner = planFlow(planning, cell.children, other.lines, 'cell');
    if (inner.every((entry) => entry.kind === 'keep')) return { kind: 'keep', block: cell };
    return { kind: 'change', block: cell, change: { entries: inner } };
  });
  if (entries.every((entry) => entry.kind === 'keep')) return { kind: 'keep', block: row };
  return { kind: 'change', block: row, change: { entries } };
}

/** Rows that a merged cell crosses can neither go nor get a new one between them. */
function checkSpans(table: Block, entries: readonly Entry[]): void {
  const order = new Map(table.children.map((row, index) => [row, index]));
  const kept = entries.map((entry) => (entry.kind === 'insert' ? -1 : (order.get(entry.block) ?? -1)));
  const places = new Map(kept.map((index, place) => [index, place]));
  table.children.forEach((row, index) => {
    const reach = Math.max(1, ...row.children.map((cell) => cell.rows ?? 1));
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
