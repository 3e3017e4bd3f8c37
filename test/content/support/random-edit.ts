import type { Edit } from '../../../src/content/edit/edits.ts';
import type { Format } from '../../../src/content/body.ts';
import { openPage, type Page } from '../../../src/content/edit/page.ts';
import type { Block } from '../../../src/content/model/block.ts';
import { wordsOf } from './words.ts';

/** Numbers of one run, so that a failing edit can be repeated. */
export interface Dice {
  /** A whole number from 0 to below `sides`. */
  roll(sides: number): number;
}

export function createDice(seed: number): Dice {
  let state = seed | 0;
  return {
    roll(sides) {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * sides);
    },
  };
}

export type EditKind = 'word' | 'cell' | 'item' | 'task' | 'insert' | 'delete' | 'move' | 'row' | 'column';

export interface RandomEdit {
  readonly kind: EditKind;
  readonly edit: Edit;
  /** Text that the new view must hold. */
  readonly shows?: string;
  /** Whether everything that the page held must still be there. */
  readonly keepsAll: boolean;
}

interface Placed {
  readonly block: Block;
  readonly parent: Block;
}

function placedBlocks(parent: Block): Placed[] {
  return parent.children.flatMap((block) => [{ block, parent }, ...placedBlocks(block)]);
}

/** A valid edit of a page, or undefined when the page has nothing for the kind that was rolled. */
export function randomEdit(value: string, dice: Dice, format: Format = 'storage'): RandomEdit | undefined {
  const kinds: readonly EditKind[] = [
    'word',
    'word',
    'word',
    'cell',
    'item',
    'task',
    'insert',
    'delete',
    'move',
    'row',
    'column',
  ];
  const kind = kinds[dice.roll(kinds.length)] ?? 'word';
  const page = openPage({ format, value }, {}, 'all');
  const placed = placedBlocks(page.root).filter(({ block }) => block.kind !== 'empty');
  const pick = (wanted: (entry: Placed) => boolean): Placed | undefined => {
    const found = placed.filter(wanted);
    return found[dice.roll(Math.max(1, found.length))];
  };
  const handle = (block: Block | undefined): string => `#${block?.handle?.shown ?? ''}`;
  const fresh = `Zebra ${dice.roll(1_000_000)}`;
  switch (kind) {
    case 'word':
      return wordEdit(value, dice, fresh, format);
    case 'cell': {
      const table = pick(({ block }) => block.kind === 'table' && block.children.length > 0)?.block;
      const row = dice.roll(table?.children.length ?? 1);
      const column = dice.roll(table?.children[row]?.children.length ?? 1);
      if (table === undefined || (table.children[row]?.children.length ?? 0) === 0) return undefined;
      const merged = table.children.some((other) =>
        other.children.some((cell) => (cell.rows ?? 1) > 1 || (cell.columns ?? 1) > 1),
      );
      if (merged) return undefined;
      const cell = table.children[row]?.children[column];
      const first = cell?.children.find((block) => block.kind !== 'empty');
      if (first !== undefined && first.kind !== 'paragraph') return undefined;
      const old = cellMarkdown(page, table, row, column);
      const edit = {
        table: {
          target: handle(table),
          cell: { row: row + 1, column: column + 1, markdown: `${fresh} ${old}` },
        },
      };
      return { kind, edit, shows: fresh, keepsAll: true };
    }
    case 'item': {
      const list = pick(
        ({ block }) =>
          block.kind === 'list' &&
          block.list !== 'decision' &&
          block.children.every((item) => item.anonymous !== true),
      )?.block;
      const item = list?.children[dice.roll(list.children.length)];
      if (list === undefined || item === undefined) return undefined;
      const sign = list.list === 'task' ? '- [ ]' : list.list === 'ordered' ? '1.' : '-';
      return {
        kind,
        edit: { insert: { after: handle(item), markdown: `${sign} ${fresh}` } },
        shows: fresh,
        keepsAll: true,
      };
    }
    case 'task': {
      const task = pick(({ block }) => block.kind === 'item' && block.checked !== undefined)?.block;
      if (task === undefined) return undefined;
      return {
        kind,
        edit: { set: { target: handle(task), checked: task.checked !== true } },
        keepsAll: true,
      };
    }
    case 'insert': {
      const beside = pick(({ block, parent }) => isFlowBlock(block, parent))?.block;
      if (beside === undefined) return undefined;
      const side =
        beside.kind !== 'heading' && dice.roll(2) === 0
          ? { after: handle(beside) }
          : { before: handle(beside) };
      return { kind, edit: { insert: { ...side, markdown: fresh } }, shows: fresh, keepsAll: true };
    }
    case 'delete': {
      const gone = pick(({ block, parent }) => isFlowBlock(block, parent) || block.kind === 'item')?.block;
      return gone === undefined
        ? undefined
        : { kind, edit: { delete: { target: handle(gone) } }, keepsAll: false };
    }
    case 'move': {
      const moved = pick(({ block, parent }) => isFlowBlock(block, parent) && parent.kind !== 'item')?.block;
      const after = pick(
        ({ block, parent }) =>
          isFlowBlock(block, parent) && parent.kind !== 'item' && block.kind !== 'heading',
      )?.block;
      if (moved === undefined || after === undefined || moved === after || holds(moved, after))
        return undefined;
      if (moved.kind === 'heading') return undefined;
      return { kind, edit: { move: { target: handle(moved), after: handle(after) } }, keepsAll: true };
    }
    case 'row':
    case 'column': {
      const table = pick(({ block }) => block.kind === 'table' && isRegular(block))?.block;
      const columns = table?.children[0]?.children.length ?? 0;
      if (table === undefined || columns === 0) return undefined;
      const count = kind === 'row' ? columns : table.children.length;
      const most = kind === 'row' ? table.children.length : columns;
      const cells = Array.from({ length: count }, (_, index) => (index === 0 ? fresh : `c${index}`));
      const insert = { after: dice.roll(most + 1), cells };
      const edit = {
        table: {
          target: handle(table),
          ...(kind === 'row' ? { rowInsert: insert } : { columnInsert: insert }),
        },
      };
      return { kind, edit, shows: fresh, keepsAll: true };
    }
    default:
      return kind satisfies never;
  }
}

function wordEdit(value: string, dice: Dice, fresh: string, format: Format): RandomEdit | undefined {
  const page = openPage({ format, value }, {}, 'needed');
  const { lines } = page.rendered;
  const words = wordsOf(lines);
  const word = words[dice.roll(Math.max(1, words.length))];
  if (word === undefined) return undefined;
  const line = lines[word.line] ?? '';
  const changed = line.slice(0, word.column) + fresh + line.slice(word.column + word.text.length);
  if (lines.filter((other) => other.includes(line)).length > 1) return undefined;
  return { kind: 'word', edit: { replace: { old: line, new: changed } }, shows: fresh, keepsAll: true };
}

/** A cell as its row shows it. */
function cellMarkdown(page: Page, table: Block, row: number, column: number): string {
  const place = page.rendered.places.get(table.children[row] ?? table);
  const line = place === undefined ? '' : (page.rendered.lines[place.first] ?? '').slice(place.lead);
  const cells = line.slice(1, -1).split(/(?<!\\)\|/);
  return (cells[column] ?? '').trim();
}

function isFlowBlock(block: Block, parent: Block): boolean {
  if (block.kind === 'container' && (block.name === 'section' || block.name === 'cell')) return false;
  if (
    ![
      'paragraph',
      'heading',
      'container',
      'leaf',
      'image',
      'table',
      'fence',
      'quote',
      'rule',
      'list',
    ].includes(block.kind)
  )
    return false;
  if (parent.kind === 'document') return block.anonymous !== true;
  return (parent.kind === 'container' && parent.name !== 'section') || parent.kind === 'quote';
}

function isRegular(table: Block): boolean {
  const columns = table.children[0]?.children.length;
  return table.children.every(
    (row) =>
      row.children.length === columns &&
      row.children.every((cell) => (cell.columns ?? 1) === 1 && (cell.rows ?? 1) === 1),
  );
}

function holds(block: Block, wanted: Block): boolean {
  return block === wanted || block.children.some((child) => holds(child, wanted));
}
