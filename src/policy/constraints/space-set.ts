import type { SpaceRef } from '../view.ts';

/** Spaces by id, by key or both; keys are compared without regard to case, as Confluence does. */
export interface SpaceSet {
  readonly refs: readonly SpaceRef[];
  readonly ids: ReadonlySet<string>;
  /** Keys of those that are known by key alone. */
  readonly loneKeys: ReadonlySet<string>;
  /** Keys of those whose id is known too. */
  readonly pairedKeys: ReadonlySet<string>;
  readonly hasLoneIds: boolean;
}

export function spaceSet(refs: readonly SpaceRef[]): SpaceSet {
  const keysOf = (some: readonly SpaceRef[]) => new Set(some.flatMap(({ key }) => key?.toLowerCase() ?? []));
  const lone = refs.filter(({ id }) => id === undefined);
  const paired = refs.filter(({ id }) => id !== undefined);
  return {
    refs,
    ids: new Set(paired.flatMap(({ id }) => id ?? [])),
    loneKeys: keysOf(lone),
    pairedKeys: keysOf(paired),
    hasLoneIds: paired.some(({ key }) => key === undefined),
  };
}

/**
 * Whether a space is in the set; `unknown` where the two cannot be compared, one being known by its id and the other by
 * its key. Where both ids are known they alone decide: a key can be given to another space.
 */
export function spaceIsIn(
  set: SpaceSet,
  space: { readonly spaceId?: string; readonly spaceKey?: string },
): 'yes' | 'no' | 'unknown' {
  if (set.refs.length === 0) return 'no';
  const { spaceId } = space;
  const key = space.spaceKey?.toLowerCase();
  if (spaceId !== undefined && set.ids.has(spaceId)) return 'yes';
  if (key !== undefined && set.loneKeys.has(key)) return 'yes';
  if (key !== undefined && spaceId === undefined && set.pairedKeys.has(key)) return 'yes';
  if (spaceId === undefined && key === undefined) return 'unknown';
  if (spaceId === undefined && set.hasLoneIds) return 'unknown';
  if (key === undefined && set.loneKeys.size > 0) return 'unknown';
  return 'no';
}
