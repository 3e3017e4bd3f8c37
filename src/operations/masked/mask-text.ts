import type { SensitiveText } from '../operation.ts';

/** A stretch of a text that is shown as a mark. */
export interface Mark {
  readonly name: string;
  /** `[masked: email]`, `[masked: email 2]` for the second of a line. */
  readonly label: string;
  readonly original: string;
  /** In the original text. */
  readonly start: number;
  readonly end: number;
  /** In the masked text. */
  readonly at: number;
}

export interface MarkedText {
  readonly text: string;
  /** In order and apart. */
  readonly marks: readonly Mark[];
}

/** Looks like a mark, wherever it comes from. */
export const markPattern = /\[masked: [a-z][a-z0-9_-]{0,62}(?: \d{1,6})?\]/g;

/**
 * The text with each find replaced by a mark. Marks count within their line, so that a part of a text has those of the
 * whole; equal texts get no equal marks on purpose: who guesses learns nothing.
 */
export function markText(text: string, find: SensitiveText): MarkedText {
  const marks: Mark[] = [];
  let masked = '';
  let from = 0;
  let counts = new Map<string, number>();
  for (const { start, end, name } of find(text)) {
    const between = text.slice(from, start);
    if (between.includes('\n')) counts = new Map();
    masked += between;
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    const label = `[masked: ${name}${number === 1 ? '' : ` ${number}`}]`;
    marks.push({ name, label, original: text.slice(start, end), start, end, at: masked.length });
    masked += label;
    from = end;
  }
  return { text: masked + text.slice(from), marks };
}
