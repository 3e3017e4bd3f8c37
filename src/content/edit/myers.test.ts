import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchKeys } from './myers.ts';

function check(oldKeys: readonly string[], newKeys: readonly string[]): number {
  const matches = matchKeys(oldKeys, newKeys);
  let last = -1;
  let count = 0;
  matches.forEach((oldIndex, newIndex) => {
    if (oldIndex === -1) return;
    expect(oldKeys[oldIndex]).toBe(newKeys[newIndex]);
    expect(oldIndex).toBeGreaterThan(last);
    last = oldIndex;
    count += 1;
  });
  return count;
}

function longestCommon(a: readonly string[], b: readonly string[]): number {
  const rows = a.map(() => Array.from(b, () => 0));
  a.forEach((left, i) => {
    b.forEach((right, j) => {
      const above = rows[i - 1]?.[j] ?? 0;
      const before = rows[i]?.[j - 1] ?? 0;
      const row = rows[i];
      if (row !== undefined)
        row[j] = left === right ? (rows[i - 1]?.[j - 1] ?? 0) + 1 : Math.max(above, before);
    });
  });
  return rows.at(-1)?.at(-1) ?? 0;
}

describe('matchKeys', () => {
  it('finds a longest common subsequence', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 });
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(check(a, b)).toBe(longestCommon(a, b));
      }),
    );
  });

  it('matches common ends and keys that occur once when the lists are too different', () => {
    const old = Array.from({ length: 5000 }, (_, index) =>
      index % 50 === 0 ? `once ${index}` : `old ${index}`,
    );
    const changed = old.map((key, index) => (key.startsWith('once') ? key : `new ${index}`));
    expect(check(old, changed)).toBe(100);
  });
});
