import { AppError } from '../kernel/app-error.ts';

export interface PageRequest {
  readonly limit: number;
  /** Of the page before; absent for the first. */
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent at the end. */
  readonly nextCursor?: string;
}

/** Cuts `limit + 1` rows, in the order of their keys, to a page. */
export function pageOf<T>(rows: readonly T[], limit: number, keyOf: (item: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, nextCursor: Buffer.from(`${mark}${keyOf(last)}`).toString('base64url') };
}

/** The key after which the page begins. Raises `invalid_input` for a cursor that `pageOf` did not make. */
export function keyBefore({ cursor }: PageRequest): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  if (text.startsWith(mark)) return text.slice(mark.length);
  throw new AppError('invalid_input', 'The cursor is not one that Weir gave out.', {
    nextStep: 'Start again without a cursor.',
  });
}

const mark = 'after:';
