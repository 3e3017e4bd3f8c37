/** Steps that the exact difference may take; their product with the length of the lists is bounded. */
const deepest = 1200;
const mostWork = 30_000_000;

/**
 * Longest common subsequence of two key lists: for each new index the old index it equals, or -1. Myers' algorithm
 * ("An O(ND) Difference Algorithm", 1986) on what common ends leave over, after keys that occur once on both sides have cut
 * it into parts; bounded, so that no input costs more than linear time.
 */
export function matchKeys(oldKeys: readonly string[], newKeys: readonly string[]): Int32Array {
  const matches = new Int32Array(newKeys.length).fill(-1);
  let start = 0;
  let oldEnd = oldKeys.length;
  let newEnd = newKeys.length;
  while (start < oldEnd && start < newEnd && oldKeys[start] === newKeys[start]) {
    matches[start] = start;
    start += 1;
  }
  while (oldEnd > start && newEnd > start && oldKeys[oldEnd - 1] === newKeys[newEnd - 1]) {
    oldEnd -= 1;
    newEnd -= 1;
    matches[newEnd] = oldEnd;
  }
  if (start === oldEnd || start === newEnd) return matches;
  const limit = Math.min(deepest, Math.max(64, Math.floor(mostWork / (oldKeys.length + newKeys.length))));
  if (!matchMiddle(oldKeys, newKeys, start, oldEnd, start, newEnd, matches, limit))
    matchByAnchors(oldKeys, newKeys, start, oldEnd, start, newEnd, matches);
  return matches;
}

/** Myers' greedy algorithm on a part of both lists; false when the distance is above `limit`. */
function matchMiddle(
  oldKeys: readonly string[],
  newKeys: readonly string[],
  oldStart: number,
  oldEnd: number,
  newStart: number,
  newEnd: number,
  matches: Int32Array,
  limit: number,
): boolean {
  const oldCount = oldEnd - oldStart;
  const newCount = newEnd - newStart;
  const most = Math.min(oldCount + newCount, limit);
  const offset = most + 1;
  const reached = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let distance = 0; distance <= most; distance += 1) {
    trace.push(reached.slice(offset - distance - 1, offset + distance + 2));
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const down =
        diagonal === -distance ||
        (diagonal !== distance && at(reached, offset + diagonal - 1) < at(reached, offset + diagonal + 1));
      let x = down ? at(reached, offset + diagonal + 1) : at(reached, offset + diagonal - 1) + 1;
      let y = x - diagonal;
      while (x < oldCount && y < newCount && oldKeys[oldStart + x] === newKeys[newStart + y]) {
        x += 1;
        y += 1;
      }
      reached[offset + diagonal] = x;
      if (x >= oldCount && y >= newCount) {
        walkBack(trace, distance, oldCount, newCount, oldStart, newStart, matches);
        return true;
      }
    }
  }
  return false;
}

function at(values: Int32Array, index: number): number {
  return values[index] ?? 0;
}

function walkBack(
  trace: readonly Int32Array[],
  found: number,
  oldCount: number,
  newCount: number,
  oldStart: number,
  newStart: number,
  matches: Int32Array,
): void {
  let x = oldCount;
  let y = newCount;
  for (let distance = found; distance >= 0; distance -= 1) {
    const reached = trace[distance] ?? new Int32Array(0);
    const centre = distance + 1;
    const diagonal = x - y;
    const down =
      diagonal === -distance ||
      (diagonal !== distance && at(reached, centre + diagonal - 1) < at(reached, centre + diagonal + 1));
    const before = down ? diagonal + 1 : diagonal - 1;
    const fromX = distance === 0 ? 0 : at(reached, centre + before);
    const fromY = distance === 0 ? 0 : fromX - before;
    const stepX = distance === 0 ? 0 : down ? fromX : fromX + 1;
    while (x > stepX && y > stepX - diagonal) {
      x -= 1;
      y -= 1;
      matches[newStart + y] = oldStart + x;
    }
    x = fromX;
    y = fromY;
  }
}

/** Matches keys that occur exactly once on both sides in increasing order, then what joins them at either side. */
function matchByAnchors(
  oldKeys: readonly string[],
  newKeys: readonly string[],
  oldStart: number,
  oldEnd: number,
  newStart: number,
  newEnd: number,
  matches: Int32Array,
): void {
  const oldOnce = onceIn(oldKeys, oldStart, oldEnd);
  const newOnce = onceIn(newKeys, newStart, newEnd);
  const pairs: Array<readonly [old: number, new_: number]> = [];
  for (const [key, newIndex] of newOnce) {
    const oldIndex = oldOnce.get(key);
    if (newIndex >= 0 && oldIndex !== undefined && oldIndex >= 0) pairs.push([oldIndex, newIndex]);
  }
  let oldAt = oldStart;
  let newAt = newStart;
  for (const [oldIndex, newIndex] of [...increasing(pairs), [oldEnd, newEnd] as const]) {
    matchGap(oldKeys, newKeys, oldAt, oldIndex, newAt, newIndex, matches);
    if (newIndex < newEnd) matches[newIndex] = oldIndex;
    oldAt = oldIndex + 1;
    newAt = newIndex + 1;
  }
}

function matchGap(
  oldKeys: readonly string[],
  newKeys: readonly string[],
  oldStart: number,
  oldEnd: number,
  newStart: number,
  newEnd: number,
  matches: Int32Array,
): void {
  let oldAt = oldStart;
  let newAt = newStart;
  while (oldAt < oldEnd && newAt < newEnd && oldKeys[oldAt] === newKeys[newAt]) matches[newAt++] = oldAt++;
  let oldLast = oldEnd;
  let newLast = newEnd;
  while (oldLast > oldAt && newLast > newAt && oldKeys[oldLast - 1] === newKeys[newLast - 1])
    matches[--newLast] = --oldLast;
  if (oldAt < oldLast && newAt < newLast)
    matchMiddle(oldKeys, newKeys, oldAt, oldLast, newAt, newLast, matches, 64);
}

/** Keys that occur once in a part, with their index; -1 for those that occur more often. */
function onceIn(keys: readonly string[], start: number, end: number): Map<string, number> {
  const once = new Map<string, number>();
  for (let index = start; index < end; index += 1) {
    const key = keys[index] ?? '';
    once.set(key, once.has(key) ? -1 : index);
  }
  return once;
}

/** Longest increasing subsequence of old indexes; the pairs come in new order. */
function increasing(pairs: ReadonlyArray<readonly [number, number]>): Array<readonly [number, number]> {
  const ends: number[] = [];
  const previous: number[] = [];
  pairs.forEach(([oldIndex], index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.[0] ?? 0) < oldIndex) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (ends[low - 1] ?? -1) : -1;
    ends[low] = index;
  });
  const kept: Array<readonly [number, number]> = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const pair = pairs[index];
    if (pair !== undefined) kept.push(pair);
  }
  return kept.reverse();
}
