import type { SensitiveText } from '../operation.ts';

/**
 * A part of a text in which nothing shows of what its ends cut through: half an address is found by no detector. What lies
 * in the part as a whole is masked like any other answer. `from`: a place at or before the part, before which it does not
 * begin.
 */
export function maskCuts(whole: string, part: string, from: number, find: SensitiveText): string {
  const at = part === '' ? -1 : whole.indexOf(part, from);
  if (at === -1) return part;
  const end = at + part.length;
  const finds = find(whole);
  const head = finds.find((span) => span.start < at && span.end > at);
  const tail = finds.find((span) => span.start < end && span.end > end);
  const mark = (name: string): string => `[masked: ${name}]`;
  if (head && (head === tail || head.end >= end)) return mark(head.name);
  const shown = part.slice(head ? head.end - at : 0, tail ? tail.start - at : undefined);
  return `${head ? mark(head.name) : ''}${shown}${tail ? mark(tail.name) : ''}`;
}

/** The place of a line and column, both counted from 0. */
export function placeOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let count = 0; count < line; count += 1) {
    const next = text.indexOf('\n', at);
    if (next === -1) return text.length;
    at = next + 1;
  }
  return at + column;
}
