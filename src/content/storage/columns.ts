import { attribute, childNamed, elementsOf } from './nodes.ts';
import type { Replacement } from './replacement.ts';
import type { StorageNode } from './scanner.ts';

/** Keeps the column widths of a table in step: the new column is as wide as its neighbour. */
export function changeColumns(
  source: string,
  table: StorageNode,
  change: { readonly insert: number } | { readonly delete: number },
): Replacement[] {
  const group = childNamed(table, 'colgroup');
  const columns = group === undefined ? [] : elementsOf(group).filter((child) => child.name === 'col');
  if (columns.length === 0 || columns.some((column) => attribute(source, column, 'span') !== undefined))
    return [];
  if ('delete' in change) {
    const gone = columns[change.delete];
    return gone === undefined ? [] : [{ start: gone.start, end: gone.end, text: '' }];
  }
  const neighbour = columns[change.insert - 1] ?? columns[0];
  if (neighbour === undefined) return [];
  const at = change.insert === 0 ? neighbour.start : neighbour.end;
  return [{ start: at, end: at, text: source.slice(neighbour.start, neighbour.end) }];
}
