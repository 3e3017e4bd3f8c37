import type { Target } from './operation.ts';

/**
 * The rows of an answer that has them in `items` (`ListRows`): one may be left out without the others. What counts all of
 * them, `totalSize`, goes with them.
 */
export function itemRows<Item>(targetOf: (item: Item) => Target | undefined) {
  return {
    targets: ({ items }: { readonly items: readonly Item[] }) => items.map(targetOf),
    keep: <Output extends { items: Item[]; totalSize?: number | undefined }>(
      { totalSize: _total, ...rest }: Output,
      isKept: (row: number) => boolean,
    ): Output =>
      // The same answer with fewer rows; the total is optional.
      ({ ...rest, items: rest.items.filter((_, index) => isKept(index)) }) as unknown as Output,
  };
}
