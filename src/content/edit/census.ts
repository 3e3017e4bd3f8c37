/** Kinds of things that no edit may lose unasked. */
export type CensusKind =
  | 'macro'
  | 'comment'
  | 'mention'
  | 'attachment'
  | 'task'
  | 'link'
  | 'layout-cell'
  | 'emoji'
  | 'date'
  | 'placeholder';

/** How often each thing of a kind stands in a body. The first line of a key is what a reader knows the thing by. */
export type Census = ReadonlyMap<CensusKind, ReadonlyMap<string, number>>;

/** One thing that is there more or less often than before. */
export interface CensusChange {
  readonly kind: CensusKind;
  readonly key: string;
  /** Positive for what was gained. */
  readonly by: number;
}

/** What `after` has more or less of than `before`. */
export function compareCensus(before: Census, after: Census): CensusChange[] {
  const changes: CensusChange[] = [];
  const kinds = new Set([...before.keys(), ...after.keys()]);
  for (const kind of kinds) {
    const old = before.get(kind) ?? new Map<string, number>();
    const current = after.get(kind) ?? new Map<string, number>();
    for (const key of new Set([...old.keys(), ...current.keys()])) {
      const by = (current.get(key) ?? 0) - (old.get(key) ?? 0);
      if (by !== 0) changes.push({ kind, key, by });
    }
  }
  return changes;
}

/** Collects a census. */
export function createCensus(): {
  readonly census: Census;
  readonly count: (kind: CensusKind, key: string) => void;
} {
  const census = new Map<CensusKind, Map<string, number>>();
  return {
    census,
    count(kind, key) {
      const counts = census.get(kind) ?? new Map<string, number>();
      counts.set(key, (counts.get(key) ?? 0) + 1);
      census.set(kind, counts);
    },
  };
}
