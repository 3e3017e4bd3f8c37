import type { Rendered } from './operation.ts';

/** Joins what is there; an absent part leaves no empty line. */
export function lines(...parts: ReadonlyArray<string | false | undefined>): string {
  return parts.filter((part) => part !== false && part !== undefined && part !== '').join('\n');
}

/** A title or name on one line: no control characters, no line breaks that could pass for lines of ours. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** `1 page`, `3 pages`, `no pages`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  if (amount === 0) return `no ${many}`;
  return amount === 1 ? `1 ${one}` : `${amount.toLocaleString('en')} ${many}`;
}

/** `Found 25 pages, and there are more.` */
export function found(amount: number, one: string, nextCursor: string | undefined): string {
  return `Found ${count(amount, one)}${nextCursor === undefined ? '' : ', and there are more'}.`;
}

/** How to continue a list that stopped early. */
export function moreLine(cursor: string | undefined): string | undefined {
  return cursor === undefined
    ? undefined
    : `More follow: repeat the call with the same arguments and cursor "${cursor}".`;
}

/** Leaves out what is empty. */
export function rendered(summary: string, data?: string, next?: string): Rendered {
  return { summary, ...(data && { data }), ...(next && { next }) };
}

/** `(page 123, space ENG, version 4)` of the parts that are there. */
export function inParentheses(...parts: ReadonlyArray<string | false | undefined>): string {
  const present = parts.filter((part) => part !== false && part !== undefined && part !== '');
  return present.length === 0 ? '' : `(${present.join(', ')})`;
}
