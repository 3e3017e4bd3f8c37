import type { RouteContext } from '../http/context.ts';

/** What a v1 reader asked to see besides the bare thing: dotted paths, each of which implies the ones above it. */
export interface Expand {
  has(path: string): boolean;
  /** What lies below a path, with the path taken off. */
  below(path: string): Expand;
}

/** The `expand` parameter, repeated or separated by commas, with what the route always expands. */
export function expandOf(c: RouteContext, ...always: string[]): Expand {
  const asked = (c.req.queries('expand') ?? [])
    .flatMap((value) => value.split(','))
    .map((value) => value.trim());
  return expandOfPaths([...always, ...asked.filter((value) => value !== '')]);
}

/** Nothing expanded. */
export const nothing: Expand = { has: () => false, below: () => nothing };

export function expandOfPaths(paths: readonly string[]): Expand {
  return {
    has: (path) => paths.some((asked) => asked === path || asked.startsWith(`${path}.`)),
    below: (path) =>
      expandOfPaths(
        paths.flatMap((asked) => (asked.startsWith(`${path}.`) ? [asked.slice(path.length + 1)] : [])),
      ),
  };
}
