/**
 * Wraps the `matchIndex`-th (zero-based) verbatim occurrence of `selection` in the visible text with inline-comment
 * markers that carry `ref`; null when the selection does not occur exactly `matchCount` times.
 */
export function insertInlineMarker(
  storage: string,
  selection: string,
  matchCount: number,
  matchIndex: number,
  ref: string,
): string | null {
  throw new Error(`not written yet (${storage.length}, ${selection}, ${matchCount}, ${matchIndex}, ${ref})`);
}

/** The body without the markers of `ref`; what they wrapped stays. */
export function removeInlineMarker(storage: string, ref: string): string {
  throw new Error(`not written yet (${storage.length}, ${ref})`);
}

/** Distinct marker references in document order. */
export function markerRefs(storage: string): string[] {
  throw new Error(`not written yet (${storage.length})`);
}
