import { AppError } from '../../kernel/app-error.ts';
import { checkedCursor, linkQuery, type ListLinks } from '../pagination.ts';

/**
 * The content API counts rows (`start`, `limit`) where the ports give cursors. A cursor here is the list's name and the row to
 * go on with, so that one list does not take another's (facts: confluence-api §2.3).
 */
export function startCursor(list: string, start: number): string {
  return Buffer.from(`${list} ${start}`).toString('base64url');
}

/** The row a cursor means, 0 without one. Raises `invalid_input` for a cursor of another list or of no list. */
export function startOf(list: string, cursor: string | undefined): number {
  const given = checkedCursor(cursor);
  if (given === undefined) return 0;
  const [name, digits = ''] = Buffer.from(given, 'base64url').toString('latin1').split(' ');
  const start = Number(digits);
  if (name === list && /^\d+$/.test(digits) && Number.isSafeInteger(start)) return start;
  throw new AppError('invalid_input', 'The cursor is not one that this list has given.', {
    nextStep: 'Use the cursor of the previous answer unchanged, or start again without one.',
  });
}

/**
 * The row after this page, undefined at the end. Taken from the next link, since the site may have answered fewer rows than
 * asked for; a link without a row counts on from those that came.
 */
export function startAfter(
  links: ListLinks | null | undefined,
  start: number,
  rows: number,
): number | undefined {
  if (typeof links?.next !== 'string' || links.next === '') return undefined;
  const told = Number(linkQuery(links.next).get('start') ?? Number.NaN);
  if (Number.isSafeInteger(told) && told > start) return told;
  return rows === 0 ? undefined : start + rows;
}
