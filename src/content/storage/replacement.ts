import { AppError } from '../../kernel/app-error.ts';

/** Characters `start` to before `end` of a body give way to `text`. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Sorted by place; what is inserted at a place stands before what is replaced from there on. */
export function sortReplacements(replacements: readonly Replacement[]): Replacement[] {
  return replacements
    .map((replacement, order) => ({ replacement, order }))
    .sort(
      (a, b) =>
        a.replacement.start - b.replacement.start ||
        Number(a.replacement.end > a.replacement.start) - Number(b.replacement.end > b.replacement.start) ||
        a.order - b.order,
    )
    .map(({ replacement }) => replacement);
}

/** The body with the replacements made. Raises `internal` when two of them overlap. */
export function replaceAll(source: string, replacements: readonly Replacement[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const { start, end, text } of sortReplacements(replacements)) {
    if (start < position)
      throw new AppError('internal', 'Two parts of the edit touch the same place.', {
        detail: `${start} < ${position}`,
      });
    parts.push(source.slice(position, start), text);
    position = end;
  }
  parts.push(source.slice(position));
  return parts.join('');
}

/** Replacements without what changes nothing, neighbours joined; they must be sorted. */
export function joinReplacements(source: string, replacements: readonly Replacement[]): Replacement[] {
  const joined: Replacement[] = [];
  for (const next of replacements) {
    const last = joined.at(-1);
    if (last !== undefined && last.end === next.start)
      joined[joined.length - 1] = { start: last.start, end: next.end, text: last.text + next.text };
    else joined.push(next);
  }
  return joined.filter(({ start, end, text }) => source.slice(start, end) !== text);
}
