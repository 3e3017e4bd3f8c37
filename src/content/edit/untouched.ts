import type { Block } from '../model/block.ts';
import type { ChangedRange } from './format.ts';

/** How many blocks at the beginning and at the end of a page a change did not reach. */
export interface UntouchedEnds {
  readonly head: number;
  readonly tail: number;
}

/**
 * The blocks at both ends of a page whose characters no range touches and that were read at the same place of the body
 * again. Reading and showing a block depends on its own characters alone (its handle apart), so that such blocks need no
 * comparison.
 */
export function untouchedEnds(
  before: readonly Block[],
  after: readonly Block[],
  ranges: readonly ChangedRange[],
): UntouchedEnds {
  const most = Math.min(before.length, after.length);
  const first = ranges[0];
  const last = ranges.at(-1);
  if (first === undefined || last === undefined) return { head: most, tail: 0 };
  let head = 0;
  while (head < most && isBefore(before[head], first.start) && isSame(before[head], after[head], 0))
    head += 1;
  const shift = last.newEnd - last.end;
  let tail = 0;
  while (
    tail < most - head &&
    isAfter(before.at(-1 - tail), last.end) &&
    isSame(before.at(-1 - tail), after.at(-1 - tail), shift)
  )
    tail += 1;
  return { head, tail };
}

function isBefore(block: Block | undefined, place: number): boolean {
  return block !== undefined && block.end < place;
}

function isAfter(block: Block | undefined, place: number): boolean {
  return block !== undefined && block.start > place;
}

function isSame(before: Block | undefined, after: Block | undefined, shift: number): boolean {
  return (
    before !== undefined &&
    after !== undefined &&
    before.kind === after.kind &&
    before.start + shift === after.start &&
    before.end + shift === after.end
  );
}
