/** One replacement of the bytes from `start` to `end` (equal for an insertion). */
export interface SourceEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap; edits at the same offset apply in the order given. */
export function spliceSource(source: string, edits: readonly SourceEdit[]): string {
  if (edits.length === 0) return source;
  const ordered = [...edits].sort((a, b) => a.start - b.start);
  const pieces: string[] = [];
  let from = 0;
  for (const edit of ordered) {
    pieces.push(source.slice(from, edit.start), edit.text);
    from = edit.end;
  }
  pieces.push(source.slice(from));
  return pieces.join('');
}
