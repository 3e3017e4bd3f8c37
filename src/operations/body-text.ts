import type { BodyOutput } from './output-shapes.ts';

/** About 8,000 tokens of storage format: what one answer may hold unless asked for more (DESIGN §4.4). */
export const maxBodyCharacters = 24_000;

export interface BodyText {
  /** A headline with format and size, then the body or its beginning. */
  readonly text: string;
  /** Said after the data when the body was cut. */
  readonly note?: string;
}

/** A body for a reader, cut at the end of a block when it is longer than `budget` characters. */
export function bodyText(body: BodyOutput, budget = maxBodyCharacters): BodyText {
  const { representation, value } = body;
  const size = `${value.length.toLocaleString('en')} characters`;
  if (value === '') return { text: `body (${representation}): empty` };
  if (value.length <= budget) return { text: `body (${representation}, ${size}):\n${value}` };
  const shown = value.slice(0, blockEnd(value, budget));
  const part = shown.length.toLocaleString('en');
  return {
    text: `body (${representation}, first ${part} of ${size}):\n${shown}`,
    note: `The body is cut: ${part} of ${size} are shown. outputFormat "structured" returns it whole. Never write the cut text back: the rest would be lost.`,
  };
}

const blockEnds =
  /<\/(?:p|li|tr|table|ul|ol|h[1-6]|div|ac:structured-macro|ac:layout-section)>|\n|\},(?=\{"type")/g;

/** The end of the last block in the second half of the budget; without one the budget, never inside a surrogate pair. */
function blockEnd(value: string, budget: number): number {
  const from = Math.floor(budget / 2);
  let end = -1;
  // A little further than the budget, since the last alternative looks ahead.
  for (const match of value.slice(from, budget + 10).matchAll(blockEnds)) {
    const candidate = from + match.index + match[0].length;
    if (candidate <= budget) end = candidate;
  }
  if (end > 0) return end;
  const last = value.charCodeAt(budget - 1);
  return last >= 0xd800 && last <= 0xdbff ? budget - 1 : budget;
}
