import { AppError } from '../../kernel/app-error.ts';
import type { Block } from '../model/block.ts';
import type { Edit, InsertEdit } from './edits.ts';
import type { Page } from './page.ts';
import type { Planning } from './planning.ts';
import { planPieces } from './plan-unit.ts';
import type { Change, Entry, Made, Region } from './plan.ts';
import { findTarget, type Target } from './targets.ts';

type Side = 'after' | 'before' | 'into';

/** Regions of an `insert` edit. */
export function planInsert(page: Page, planning: Planning, insert: InsertEdit): Region[] {
  const { side, target } = sideOf(insert);
  const place = placeOf(page, side, target);
  if (place.parent.kind === 'list')
    return [insertion(place.parent, place.index, planning.makeItems(place.parent, insert.markdown))];
  const made = planning.makeBlocks(insert.markdown);
  // Sections at the end of a page follow its last section instead of standing in its last cell.
  if (target === 'page' && made.blocks.some((block) => isLayout(page.root, block)))
    return [insertion(page.root, side === 'before' ? 0 : page.root.children.length, made)];
  return [insertion(place.parent, place.index, made)];
}

/** Regions of a `delete` edit: a block, a section, or one thing in a line of text. */
export function planDelete(page: Page, written: string): Region[] {
  const target = findTarget(page, written);
  return [target.kind === 'piece' ? removePiece(page, target) : removal(page, target)];
}

/** Regions of a `move` edit: the blocks go where they are put with all their bytes. */
export function planMove(page: Page, move: Extract<Edit, { move: object }>['move']): Region[] {
  const source = findTarget(page, move.target);
  if (source.kind === 'piece') throw notABlock(move.target);
  const { side, target } = sideOf(move);
  const place = placeOf(page, side, target, true);
  const blocks = source.parent.children.slice(source.from, source.to);
  if (
    blocks.some((block) => holds(block, place.parent)) ||
    (place.parent === source.parent && place.index > source.from && place.index < source.to)
  )
    throw new AppError('invalid_input', 'A block cannot be moved into itself.', {
      nextStep: 'Name a place outside of it.',
    });
  if (place.parent === source.parent && (place.index === source.from || place.index === source.to)) return [];
  if (
    (place.parent.kind === 'list') !== (source.parent.kind === 'list') ||
    place.parent.list !== source.parent.list
  )
    throw new AppError('invalid_input', 'Items move within lists of their kind, blocks between blocks.', {
      nextStep: 'Name a block of the same kind to move it after.',
    });
  const made = page.format.copy(page.value, blocks);
  const inserted = insertion(place.parent, place.index, made);
  if (place.parent !== source.parent) return [removal(page, source), inserted];
  return [reorder(source.parent, source.from, source.to, place.index)];
}

/** Blocks of one parent in another order. */
function reorder(parent: Block, from: number, to: number, index: number): Region {
  const low = Math.min(from, index);
  const high = Math.max(to, index);
  const moved = parent.children.slice(from, to).map((block): Entry => ({ kind: 'move', block }));
  const kept = (start: number, end: number): Entry[] =>
    parent.children.slice(start, end).map((block) => ({ kind: 'keep', block }));
  const entries = index <= from ? [...moved, ...kept(low, from)] : [...kept(to, high), ...moved];
  return { parent, from: low, to: high, entries };
}

function holds(block: Block, wanted: Block): boolean {
  return block === wanted || block.children.some((child) => holds(child, wanted));
}

function sideOf(edit: { after?: string; before?: string; into?: string }): { side: Side; target: string } {
  const given = (['after', 'before', 'into'] as const).flatMap((side) => {
    const target = edit[side];
    return target === undefined ? [] : [{ side, target }];
  });
  const [only] = given;
  if (only !== undefined && given.length === 1) return only;
  throw new AppError('invalid_input', 'Give exactly one of "after", "before" and "into".', {
    nextStep: 'Name a handle (#ab12) or a heading (## Title) there.',
  });
}

interface Place {
  readonly parent: Block;
  /** New blocks stand before the child of this index. */
  readonly index: number;
}

function placeOf(page: Page, side: Side, written: string, whole = false): Place {
  if (written === 'page') return side === 'before' ? { parent: page.root, index: 0 } : endOfPage(page.root);
  const target = findTarget(page, written);
  if (target.kind === 'piece') throw notABlock(written);
  const { parent, from, to, section } = target;
  if (side === 'before') return { parent, index: from };
  if (side === 'after') return { parent, index: section && !whole ? from + 1 : to };
  if (section) return { parent, index: to };
  const block = parent.children[from];
  const into: ReadonlySet<string> = new Set(['container', 'quote', 'item', 'cell', 'list']);
  if (block === undefined || !into.has(block.kind)) throw notAContainer(written);
  return { parent: block, index: block.children.length };
}

/** The end of a page; of a page with a layout the end of its last cell. */
function endOfPage(root: Block): Place {
  let parent = root;
  for (;;) {
    const last = parent.children.findLast((block) => block.kind !== 'empty');
    if (last === undefined || !isLayout(parent, last)) return { parent, index: parent.children.length };
    parent = last;
  }
}

/** Sections stand in the page and hold cells only; a macro that is called "section" does neither. */
function isLayout(parent: Block, block: Block): boolean {
  if (block.kind !== 'container') return false;
  if (block.name === 'cell') return parent.name === 'section';
  return (
    parent.kind === 'document' &&
    block.children.length > 0 &&
    block.children.every((child) => child.name === 'cell')
  );
}

/** New content before the child of an index, beside a neighbour that stays. */
function insertion(parent: Block, index: number, made: Made): Region {
  const content: Entry = { kind: 'insert', made };
  for (let at = index - 1; at >= 0; at -= 1) {
    const block = parent.children[at];
    if (block !== undefined && block.kind !== 'empty')
      return { parent, from: at, to: at + 1, entries: [{ kind: 'keep', block }, content] };
  }
  for (let at = index; at < parent.children.length; at += 1) {
    const block = parent.children[at];
    if (block !== undefined && block.kind !== 'empty')
      return { parent, from: at, to: at + 1, entries: [content, { kind: 'keep', block }] };
  }
  return { parent, from: 0, to: parent.children.length, entries: [content] };
}

/** Removes blocks; a list or table that would be left without items or rows goes with them. */
function removal(page: Page, target: Extract<Target, { kind: 'blocks' }>): Region {
  let { parent, from, to } = target;
  while ((parent.kind === 'list' || parent.kind === 'table') && to - from === parent.children.length) {
    const outer = page.index.parentOf.get(parent) ?? page.root;
    from = outer.children.indexOf(parent);
    to = from + 1;
    parent = outer;
  }
  return { parent, from, to, entries: [] };
}

function removePiece(page: Page, target: Extract<Target, { kind: 'piece' }>): Region {
  const { owner, pieces } = target;
  const [piece] = pieces;
  const { unit } = owner;
  if (unit === undefined || piece?.kind !== 'atom')
    throw new AppError(
      'invalid_input',
      'Only a whole thing can be deleted by its handle, not what encloses text.',
      {
        nextStep: 'Use a "replace" edit on the text.',
      },
    );
  const gone = unit.pieces.indexOf(piece);
  const left = unit.pieces
    .filter((_, at) => at !== gone)
    .map((other) => (other.pair > gone ? { ...other, pair: other.pair - 1 } : { ...other }));
  const plan = planPieces(unit, left);
  return changeRegion(page, owner, plan === undefined ? {} : { unit: plan });
}

/** A region that changes one block, wherever it stands. */
export function changeRegion(page: Page, block: Block, change: Change): Region {
  const parent = page.index.parentOf.get(block) ?? page.root;
  const from = parent.children.indexOf(block);
  return { parent, from, to: from + 1, entries: [{ kind: 'change', block, change }] };
}

function notABlock(written: string): AppError {
  return new AppError('invalid_input', `"${written}" is part of a line of text, not a block.`, {
    nextStep: 'Use a "replace" edit on the text around it.',
  });
}

function notAContainer(written: string): AppError {
  return new AppError('invalid_input', `Nothing can be put into "${written}".`, {
    nextStep: 'Use "after" or "before", or name a container, an item, a cell or a heading.',
  });
}
