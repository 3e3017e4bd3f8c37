import type { Block } from '../model/block.ts';
import { showsMoreThanBreaks } from '../model/idle-tags.ts';
import type { Change, Entry, Region } from './plan.ts';

interface Applying {
  readonly byParent: ReadonlyMap<Block, readonly Region[]>;
  /** The parents of regions and what they stand in; nothing else can change. */
  readonly holders: ReadonlySet<Block>;
}

/**
 * The blocks of a page as they are to be once the regions are applied: what the view of the new body must show. Blocks that
 * no region reaches are the same objects. `parentOf` knows what each block of the page stands in.
 */
export function expectedPage(
  root: Block,
  regions: readonly Region[],
  parentOf: ReadonlyMap<Block, Block>,
): Block {
  const byParent = new Map<Block, Region[]>();
  const holders = new Set<Block>();
  for (const region of regions) {
    const known = byParent.get(region.parent);
    if (known === undefined) byParent.set(region.parent, [region]);
    else known.push(region);
    let holder: Block | undefined = region.parent;
    while (holder !== undefined && !holders.has(holder)) {
      holders.add(holder);
      holder = parentOf.get(holder);
    }
  }
  return rebuild(root, { byParent, holders });
}

function rebuild(block: Block, applying: Applying): Block {
  if (!applying.holders.has(block)) return block;
  const own = [...(applying.byParent.get(block) ?? [])].sort((a, b) => a.from - b.from || a.to - b.to);
  let changed = own.length > 0;
  const children: Block[] = [];
  const append = (from: number, to: number): void => {
    for (const child of block.children.slice(from, to)) {
      const next = rebuild(child, applying);
      if (next !== child) changed = true;
      children.push(next);
    }
  };
  let at = 0;
  for (const region of own) {
    append(at, region.from);
    for (const block of blocksOf(region.entries, applying)) children.push(block);
    at = Math.max(at, region.to);
  }
  append(at, block.children.length);
  return changed ? { ...block, children } : block;
}

/** The blocks that entries stand for. */
export function expectedBlocks(entries: readonly Entry[]): Block[] {
  return blocksOf(entries, { byParent: new Map(), holders: new Set() });
}

/** The blocks that entries stand for; regions that lie inside of them count too. */
function blocksOf(entries: readonly Entry[], applying: Applying): Block[] {
  return entries.flatMap((entry) => {
    switch (entry.kind) {
      case 'keep':
      case 'move':
        return [rebuild(entry.block, applying)];
      case 'insert':
        return [...entry.made.blocks];
      case 'change':
        return [changedBlock(entry.block, entry.change, applying)];
      default:
        return entry satisfies never;
    }
  });
}

function spans(
  block: Block,
  valueOf: (name: string) => string | undefined,
): { columns: number; rows: number } {
  return {
    columns: Number(valueOf('colspan') ?? block.columns ?? 1),
    rows: Number(valueOf('rowspan') ?? block.rows ?? 1),
  };
}

/** The unit with one piece shown otherwise; an atom keeps its place and its neighbours. */
function withPiece(
  unit: Block['unit'],
  change: NonNullable<Change['piece']>,
): { unit: NonNullable<Block['unit']> } | object {
  if (unit === undefined) return {};
  const pieces = unit.pieces.map((piece) =>
    piece === change.piece ? { ...change.shown, pair: piece.pair } : piece,
  );
  return { unit: { ...unit, pieces } };
}

function isText(block: Block): boolean {
  return block.kind === 'paragraph' || block.kind === 'heading';
}

function changedBlock(block: Block, change: Change, applying: Applying): Block {
  const { unit, entries, checked, level, values } = change;
  const valueOf = (name: string): string | undefined => values?.find(([key]) => key === name)?.[1];
  const renamed =
    block.kind === 'image' && values?.some(([key]) => key === 'alt') === true
      ? { name: valueOf('alt') ?? '' }
      : block.kind === 'fence' && values?.some(([key]) => key === 'language') === true
        ? { name: valueOf('language') ?? '' }
        : {};
  return {
    ...block,
    ...renamed,
    ...(block.kind === 'cell' && values !== undefined ? spans(block, valueOf) : {}),
    ...(change.piece === undefined ? {} : withPiece(block.unit, change.piece)),
    ...(unit === undefined
      ? {}
      : { unit: { kind: block.kind === 'fence' ? 'code' : 'inline', pieces: [...unit.newPieces] } }),
    ...(entries === undefined ? {} : { children: blocksOf(entries, applying) }),
    ...(checked === undefined ? {} : { checked }),
    ...(level === undefined ? {} : { kind: level === 0 ? 'paragraph' : 'heading', level }),
    ...(unit !== undefined && isText(block) && !showsMoreThanBreaks(unit.newPieces) ? { kind: 'empty' } : {}),
  };
}
