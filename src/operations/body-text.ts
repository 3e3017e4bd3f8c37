import type { BodyOutput } from './output-shapes.ts';

/**
 * What one answer may hold unless asked for more: under 8,000 tokens (DESIGN §4.4). Bytes of UTF-8 follow the tokens of
 * Latin, Cyrillic and Asian text alike; characters do not. Markup full of ids has some 2.7 bytes a token, prose four.
 */
export const maxBodyBytes = 20_000;

export interface BodyText {
  /** A headline with format and size, then the body or its beginning. */
  readonly text: string;
  /** Said after the data when the body was cut. */
  readonly note?: string;
}

/** A body for a reader, cut at the end of a block when it is longer than `budget` bytes. */
export function bodyText(body: BodyOutput, budget = maxBodyBytes): BodyText {
  const { representation, value } = body;
  // Markdown reads by itself; a format of Confluence is named.
  if (representation === 'markdown' && charactersWithin(value, budget) === value.length)
    return { text: value === '' ? '(empty)' : value };
  if (value === '') return { text: `body (${representation}): empty` };
  const size = `${value.length.toLocaleString('en')} characters`;
  const fitting = charactersWithin(value, budget);
  if (fitting === value.length) return { text: `body (${representation}, ${size}):\n${value}` };
  const shown = value.slice(0, blockEnd(value, fitting));
  const part = shown.length.toLocaleString('en');
  return {
    text: `body (${representation}, first ${part} of ${size}):\n${shown}`,
    note: `The body is cut: ${part} of ${size} are shown. outputFormat "structured" returns it whole. Never write the cut text back: the rest would be lost.`,
  };
}

/** Bodies of the items of a list, which share one budget. */
export function bodyTexts(
  items: ReadonlyArray<{ readonly body?: BodyOutput | undefined }>,
): ReadonlyArray<BodyText | undefined> {
  const budget = Math.floor(maxBodyBytes / Math.max(1, items.length));
  return items.map(({ body }) => body && bodyText(body, budget));
}

/** UTF-16 units that fit into so many bytes; whole characters only. */
function charactersWithin(value: string, bytes: number): number {
  if (value.length * 3 <= bytes) return value.length;
  return new TextEncoder().encodeInto(value, new Uint8Array(bytes)).read;
}

const blockEnds =
  /<\/(?:p|li|tr|table|ul|ol|h[1-6]|div|ac:structured-macro|ac:layout-section)>|\n|\},(?=\{"type")/g;

/** The end of the last block in the second half; where there is none, the limit itself. */
function blockEnd(value: string, limit: number): number {
  const from = Math.floor(limit / 2);
  // A little further than the limit, since the last alternative looks ahead.
  const ends = [...value.slice(from, limit + 10).matchAll(blockEnds)]
    .map((match) => from + match.index + match[0].length)
    .filter((end) => end <= limit);
  return ends.at(-1) ?? limit;
}
