import type { ScopeSet } from './scope-steps.ts';

/** Every way to satisfy all steps, the smallest first; a way that contains another is left out. Empty: there is none. */
export function waysThrough(steps: ReadonlyArray<readonly ScopeSet[]>): readonly ScopeSet[] {
  let ways: readonly ScopeSet[] = [[]];
  // Reduced after each step: steps of one operation share most of their scopes, so that few ways remain.
  for (const alternatives of steps) {
    ways = smallest(ways.flatMap((way) => alternatives.map((scopes) => union([way, scopes]))));
  }
  return ways;
}

/** Sets without those that contain another, the smallest first. */
export function smallest(sets: readonly ScopeSet[]): readonly ScopeSet[] {
  const distinct = [...new Map(sets.map((set) => [set.join(' '), set])).values()];
  return distinct
    .filter((set) => !distinct.some((other) => other.length < set.length && isWithin(other, set)))
    .toSorted((a, b) => a.length - b.length);
}

export function isWithin(set: ScopeSet, whole: readonly string[]): boolean {
  return set.every((scope) => whole.includes(scope));
}

/** The scopes of all sets once, sorted. */
export function union(sets: readonly ScopeSet[]): ScopeSet {
  return [...new Set(sets.flat())].toSorted();
}
