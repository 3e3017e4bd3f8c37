/** Pairs above this count are found in order instead of by the best total. */
const mostPairs = 2500;

/**
 * Pairs old and new things of a gap in order, for the best total score; a score of 0 forbids a pair. Returns for each new
 * index the old index or -1.
 */
export function pairInOrder(
  oldCount: number,
  newCount: number,
  score: (oldIndex: number, newIndex: number) => number,
): Int32Array {
  if (oldCount * newCount > mostPairs) return pairGreedily(oldCount, newCount, score);
  const width = newCount + 1;
  const best = new Float64Array((oldCount + 1) * width);
  for (let i = oldCount - 1; i >= 0; i -= 1) {
    for (let j = newCount - 1; j >= 0; j -= 1) {
      const own = score(i, j);
      const paired = own > 0 ? own + at(best, (i + 1) * width + j + 1) : 0;
      best[i * width + j] = Math.max(paired, at(best, (i + 1) * width + j), at(best, i * width + j + 1));
    }
  }
  const pairs = new Int32Array(newCount).fill(-1);
  let i = 0;
  let j = 0;
  while (i < oldCount && j < newCount) {
    const own = score(i, j);
    const here = at(best, i * width + j);
    if (own > 0 && here === own + at(best, (i + 1) * width + j + 1)) pairs[j++] = i++;
    else if (here === at(best, (i + 1) * width + j)) i += 1;
    else j += 1;
  }
  return pairs;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

function pairGreedily(
  oldCount: number,
  newCount: number,
  score: (oldIndex: number, newIndex: number) => number,
): Int32Array {
  const pairs = new Int32Array(newCount).fill(-1);
  let oldAt = 0;
  for (let j = 0; j < newCount && oldAt < oldCount; j += 1) {
    const reach = Math.min(oldCount, oldAt + 8);
    for (let i = oldAt; i < reach; i += 1) {
      if (score(i, j) <= 0) continue;
      pairs[j] = i;
      oldAt = i + 1;
      break;
    }
  }
  return pairs;
}

const mostWords = 200;

/** The words of a text, each with its count; long texts count by their beginning. */
export function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  let seen = 0;
  for (const [word] of text.slice(0, 20_000).matchAll(/[\p{L}\p{N}]+/gu)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
    seen += 1;
    if (seen === mostWords) break;
  }
  return counts;
}

/** Share of words that two texts have in common, 0 to 1. */
export function similarity(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let common = 0;
  let total = 0;
  for (const [word, count] of a) {
    common += Math.min(count, b.get(word) ?? 0);
    total += count;
  }
  for (const count of b.values()) total += count;
  return total === 0 ? 1 : (2 * common) / total;
}
