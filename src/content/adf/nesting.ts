import { hideIdleTags } from '../model/idle-tags.ts';
import type { Piece } from '../model/inline.ts';

/** One leaf of inline content with everything that is around it, in the order of its node. */
export interface Leaf<Layer> {
  readonly piece: Piece;
  /** By what two layers on neighbouring leaves are the same. */
  readonly layers: ReadonlyMap<string, Layer>;
  /** A leaf that cannot have layers of its own: what is around both its neighbours is around it too. */
  readonly transparent: boolean;
}

/** What opens a layer: its piece, with rank telling which of those that end together is the outer one. */
export interface Opening<Layer> {
  readonly rank: (layer: Layer) => number;
  /** The opening piece for the leaves `from` to before `to`. */
  readonly open: (layer: Layer, from: number, to: number) => Piece;
  /** Layers that do not go on over a transparent leaf. */
  readonly stops: (layer: Layer) => boolean;
}

interface OpenLayer {
  readonly key: string;
  /** Index of the opening piece. */
  readonly opener: number;
}

/**
 * Flat leaves as pieces in which pairs nest: a layer that several leaves in a row have becomes one pair around them, and of
 * two that cross, the one that opened later is split. Linear in leaves and layers.
 */
export function nest<Layer>(given: ReadonlyArray<Leaf<Layer>>, opening: Opening<Layer>): Piece[] {
  const leaves = bridge(given, opening);
  const ends = runEnds(leaves);
  const pieces: Piece[] = [];
  const open: OpenLayer[] = [];
  const openKeys = new Set<string>();
  const closeDownTo = (depth: number): void => {
    while (open.length > depth) {
      const last = open.pop();
      if (last === undefined) continue;
      openKeys.delete(last.key);
      closeLayer(pieces, last.opener);
    }
  };
  leaves.forEach(({ piece, layers }, index) => {
    const firstGone = open.findIndex(({ key }) => !layers.has(key));
    if (firstGone !== -1) closeDownTo(firstGone);
    const missing = [...layers]
      .filter(([key]) => !openKeys.has(key))
      .map(([key, layer]) => ({ key, layer, end: ends[index]?.get(key) ?? index }))
      .sort((a, b) => b.end - a.end || opening.rank(a.layer) - opening.rank(b.layer));
    for (const { key, layer, end } of missing) {
      open.push({ key, opener: pieces.length });
      openKeys.add(key);
      pieces.push(opening.open(layer, index, end + 1));
    }
    pieces.push(piece);
  });
  closeDownTo(0);
  hideIdleTags(pieces);
  return pieces;
}

function closeLayer(pieces: Piece[], opener: number): void {
  const open = pieces[opener];
  const last = pieces.at(-1);
  if (open === undefined || last === undefined) return;
  open.pair = pieces.length;
  const kind = open.kind === 'open' ? 'close' : 'hidden';
  pieces.push({ ...open, kind, start: last.start, end: last.end, pair: opener });
}

/** Gives transparent leaves what is around both their neighbours. */
function bridge<Layer>(leaves: ReadonlyArray<Leaf<Layer>>, opening: Opening<Layer>): Array<Leaf<Layer>> {
  const after: Array<ReadonlyMap<string, Layer> | undefined> = [];
  let next: ReadonlyMap<string, Layer> | undefined;
  for (let index = leaves.length - 1; index >= 0; index -= 1) {
    after[index] = next;
    const leaf = leaves[index];
    if (leaf !== undefined && !leaf.transparent) next = leaf.layers;
  }
  let before: ReadonlyMap<string, Layer> | undefined;
  return leaves.map((leaf, index) => {
    if (!leaf.transparent) {
      before = leaf.layers;
      return leaf;
    }
    const shared = [...(before ?? [])].filter(
      ([key, layer]) => after[index]?.has(key) === true && !opening.stops(layer),
    );
    return { ...leaf, layers: new Map([...shared, ...leaf.layers]) };
  });
}

/** For each leaf and layer, the last leaf of the row that has it without a gap. */
function runEnds<Layer>(leaves: ReadonlyArray<Leaf<Layer>>): Array<ReadonlyMap<string, number>> {
  const ends: Array<ReadonlyMap<string, number>> = [];
  let next: ReadonlyMap<string, number> = new Map();
  for (let index = leaves.length - 1; index >= 0; index -= 1) {
    const keys = [...(leaves[index]?.layers.keys() ?? [])];
    next = new Map(keys.map((key) => [key, next.get(key) ?? index]));
    ends[index] = next;
  }
  return ends;
}
