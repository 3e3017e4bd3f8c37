import type { ChangedRange } from './format.ts';

/** Two changes one after the other as one: ranges of the first body and the last. */
export function composeRanges(
  first: readonly ChangedRange[],
  second: readonly ChangedRange[],
): ChangedRange[] {
  if (first.length === 0) return [...second];
  // Stretches of the body in between that either change touches; what overlaps or touches is one.
  const touched = [
    ...first.map((range) => ({ start: range.newStart, end: range.newEnd })),
    ...second.map((range) => ({ start: range.start, end: range.end })),
  ].sort((a, b) => a.start - b.start || a.end - b.end);
  const merged: Array<{ start: number; end: number }> = [];
  for (const stretch of touched) {
    const last = merged.at(-1);
    if (last !== undefined && stretch.start <= last.end) last.end = Math.max(last.end, stretch.end);
    else merged.push({ ...stretch });
  }
  return merged.map(({ start, end }) => ({
    start: backward(first, start, 'start'),
    end: backward(first, end, 'end'),
    newStart: forward(second, start, 'start'),
    newEnd: forward(second, end, 'end'),
  }));
}

type Side = 'start' | 'end';

/** A place of the body in between as a place of the first one; a merged stretch never ends inside a range. */
function backward(ranges: readonly ChangedRange[], place: number, side: Side): number {
  let shift = 0;
  for (const range of ranges) {
    const before =
      side === 'start' ? range.newStart >= place : range.newStart >= place && range.newEnd > place;
    if (before) break;
    shift = range.newEnd - range.end;
  }
  return place - shift;
}

function forward(ranges: readonly ChangedRange[], place: number, side: Side): number {
  let shift = 0;
  for (const range of ranges) {
    const before = side === 'start' ? range.start >= place : range.start >= place && range.end > place;
    if (before) break;
    shift = range.newEnd - range.end;
  }
  return place + shift;
}
