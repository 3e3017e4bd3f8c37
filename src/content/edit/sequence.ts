import { matchKeys } from './myers.ts';
import { pairInOrder, similarity, wordCounts } from './pair.ts';

/** Two sequences that are compared: blocks, items or rows, before and after. */
export interface Sequences {
  readonly oldKeys: readonly string[];
  readonly newKeys: readonly string[];
  /** Text that tells how alike two things are; asked for only where keys differ. */
  readonly oldText: (index: number) => string;
  readonly newText: (index: number) => string;
  /** How well an old and a new thing go together by what they are; 0 for not at all. */
  readonly affinity: (oldIndex: number, newIndex: number) => number;
  /** Whether what stands elsewhere to the letter was moved there. */
  readonly moves: boolean;
}

/** What became of it, in new order; old things that no step names are gone. */
export type Step =
  | { readonly kind: 'keep' | 'pair' | 'move'; readonly old: number; readonly new: number }
  | { readonly kind: 'new'; readonly new: number };

/** Aligns two sequences: equal things first, then moved ones, then pairs in the gaps between. */
export function alignSequences(sequences: Sequences): Step[] {
  const { oldKeys, newKeys } = sequences;
  const matches = matchKeys(oldKeys, newKeys);
  const moved = sequences.moves ? findMoved(oldKeys, newKeys, matches) : new Map<number, number>();
  const movedOlds = new Set(moved.values());
  const oldWords = wordsOf(sequences.oldText);
  const newWords = wordsOf(sequences.newText);
  const steps: Step[] = [];
  let oldAt = 0;
  for (let newAt = 0; newAt <= newKeys.length; newAt += 1) {
    const from = newAt;
    while (newAt < newKeys.length && matches[newAt] === -1) newAt += 1;
    const oldEnd = newAt < newKeys.length ? (matches[newAt] ?? -1) : oldKeys.length;
    const olds = range(oldAt, oldEnd).filter((index) => !movedOlds.has(index));
    const news = range(from, newAt).filter((index) => !moved.has(index));
    const pairs = pairInOrder(olds.length, news.length, (i, j) => {
      const [before = 0, after = 0] = [olds[i], news[j]];
      const affinity = sequences.affinity(before, after);
      return affinity === 0 ? 0 : affinity + 3 * similarity(oldWords(before), newWords(after));
    });
    const partners = new Map(news.map((index, j) => [index, olds[pairs[j] ?? -1]]));
    for (const index of range(from, newAt)) {
      const origin = moved.get(index);
      const partner = partners.get(index);
      if (origin !== undefined) steps.push({ kind: 'move', old: origin, new: index });
      else if (partner !== undefined) steps.push({ kind: 'pair', old: partner, new: index });
      else steps.push({ kind: 'new', new: index });
    }
    if (newAt < newKeys.length) steps.push({ kind: 'keep', old: oldEnd, new: newAt });
    oldAt = oldEnd + 1;
  }
  return steps;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

function wordsOf(text: (index: number) => string): (index: number) => ReadonlyMap<string, number> {
  const known = new Map<number, ReadonlyMap<string, number>>();
  return (index) => {
    const words = known.get(index) ?? wordCounts(text(index));
    known.set(index, words);
    return words;
  };
}

/** For new things that stand somewhere else among the old ones to the letter, where that is. */
function findMoved(
  oldKeys: readonly string[],
  newKeys: readonly string[],
  matches: Int32Array,
): Map<number, number> {
  const kept = new Set(matches);
  const free = new Map<string, number[]>();
  for (let index = oldKeys.length - 1; index >= 0; index -= 1) {
    const key = oldKeys[index] ?? '';
    if (kept.has(index)) continue;
    const places = free.get(key);
    if (places === undefined) free.set(key, [index]);
    else places.push(index);
  }
  const moved = new Map<number, number>();
  newKeys.forEach((key, index) => {
    const origin = matches[index] === -1 ? free.get(key)?.pop() : undefined;
    if (origin !== undefined) moved.set(index, origin);
  });
  return moved;
}
