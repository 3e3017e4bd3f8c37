import { enumParam } from '../http/query.ts';
import type { RouteContext } from '../http/context.ts';

/** What rows can be sorted by, each with how to read it. */
export type SortKeys<T> = Readonly<Record<string, (row: T) => number | string>>;

/**
 * The rows in the order of the `sort` parameter; unsorted rows stay as they are.
 * @throws Refusal `invalid` for a field that this list does not sort by
 */
export function sorted<T>(c: RouteContext, rows: readonly T[], keys: SortKeys<T>): readonly T[] {
  const names = Object.keys(keys).flatMap((name) => [name, `-${name}`]);
  const sort = enumParam(c, 'sort', names);
  if (sort === null) return rows;
  const descending = sort.startsWith('-');
  const key = keys[descending ? sort.slice(1) : sort];
  if (key === undefined) return rows;
  const ordered = rows.toSorted((a, b) => compare(key(a), key(b)));
  return descending ? ordered.toReversed() : ordered;
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en');
}
