import { matchKeys } from '../edit/myers.ts';

/** What one side made of a stretch of the base: items `start` to before `end` became `items`. */
export interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly items: readonly string[];
}

/** The changes that lead from the base to one side, in order; nothing between them differs. */
export function hunksOf(base: readonly string[], side: readonly string[]): Hunk[] {
  const matches = matchKeys(base, side);
  const hunks: Hunk[] = [];
  let baseAt = 0;
  let sideAt = 0;
  const close = (baseEnd: number, sideEnd: number): void => {
    if (baseAt < baseEnd || sideAt < sideEnd) {
      hunks.push({ start: baseAt, end: baseEnd, items: side.slice(sideAt, sideEnd) });
    }
  };
  for (const [index, match] of matches.entries()) {
    if (match < 0) continue;
    close(match, index);
    baseAt = match + 1;
    sideAt = index + 1;
  }
  close(base.length, side.length);
  return hunks;
}

/**
 * Whether two changes cannot both be made: they touch the same items, one inserts inside what the other replaces, or both
 * insert at the same place and the order would be a guess. Changes that only meet can both be made.
 */
export function collide(one: Hunk, other: Hunk): boolean {
  if (sameHunk(one, other)) return false;
  const oneInserts = one.start === one.end;
  const otherInserts = other.start === other.end;
  if (oneInserts && otherInserts) return one.start === other.start;
  if (oneInserts) return other.start < one.start && one.start < other.end;
  if (otherInserts) return one.start < other.start && other.start < one.end;
  return Math.max(one.start, other.start) < Math.min(one.end, other.end);
}

export function sameHunk(one: Hunk, other: Hunk): boolean {
  return (
    one.start === other.start &&
    one.end === other.end &&
    one.items.length === other.items.length &&
    one.items.every((item, index) => item === other.items[index])
  );
}

/** The base with all hunks made; where two start at the same place an insertion comes first. Identical ones count once. */
export function applyHunks(base: readonly string[], hunks: readonly Hunk[]): string[] {
  const ordered = hunks.toSorted((one, other) => one.start - other.start || one.end - other.end);
  const made: string[] = [];
  let at = 0;
  let last: Hunk | undefined;
  for (const hunk of ordered) {
    if (last && sameHunk(last, hunk)) continue;
    for (; at < hunk.start; at += 1) made.push(base[at] ?? '');
    for (const item of hunk.items) made.push(item);
    at = Math.max(at, hunk.end);
    last = hunk;
  }
  for (; at < base.length; at += 1) made.push(base[at] ?? '');
  return made;
}
