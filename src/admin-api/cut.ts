import { AppError } from '../kernel/app-error.ts';
import { keyBefore, pageOf, type Page, type PageRequest } from '../store/page.ts';

/**
 * A page of a list that is short enough to be read whole. Raises `invalid_input` for a cursor whose place is not there any
 * more.
 */
export function cut<T>(items: readonly T[], page: PageRequest, keyOf: (item: T) => string): Page<T> {
  const after = keyBefore(page);
  const place = after === undefined ? -1 : items.findIndex((item) => keyOf(item) === after);
  if (after !== undefined && place < 0) {
    throw new AppError('invalid_input', 'The list changed where the cursor was.', {
      nextStep: 'Start again without a cursor.',
    });
  }
  return pageOf(items.slice(place + 1, place + 2 + page.limit), page.limit, keyOf);
}
