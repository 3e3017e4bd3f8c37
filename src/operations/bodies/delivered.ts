import type { View } from '../../content/index.ts';

/** Lines of a view that were handed out: `from` to before `to`, in order, not touching. */
export type LineRanges = ReadonlyArray<readonly [from: number, to: number]>;

/** What of a body its reader has seen. Views with every handle have other lines than the usual ones. */
export interface Delivered {
  readonly needed: LineRanges;
  readonly all: LineRanges;
  /** Every line of either. */
  readonly whole: boolean;
}

export const nothingDelivered: Delivered = { needed: [], all: [], whole: false };
export const allDelivered: Delivered = { needed: [], all: [], whole: true };

/** What was seen before, and this view. */
export function deliver(before: Delivered, shown: View, ids: 'needed' | 'all'): Delivered {
  if (before.whole || shown.complete) return allDelivered;
  const { from, to, total } = shown.lines;
  // A line that is cut counts once its rest was shown.
  const end = cutInLine(shown.cursor) ? to - 1 : to;
  const ranges = add(before[ids], from, end);
  const whole = ranges.some(([first, last]) => first === 0 && last >= total);
  return { ...before, [ids]: ranges, whole };
}

/** A cursor is `line.column.fingerprint`. */
function cutInLine(cursor: string | undefined): boolean {
  return cursor !== undefined && !/^\d+\.0\./.test(cursor);
}

function add(ranges: LineRanges, from: number, to: number): LineRanges {
  if (to <= from) return ranges;
  const apart = ranges.filter(([first, last]) => last < from || first > to);
  const touching = ranges.filter(([first, last]) => last >= from && first <= to);
  const first = Math.min(from, ...touching.map(([start]) => start));
  const last = Math.max(to, ...touching.map(([, end]) => end));
  return [...apart, [first, last] as const].sort(([a], [b]) => a - b);
}
