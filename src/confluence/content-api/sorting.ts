import { AppError } from '../../kernel/app-error.ts';
import type { Dialect } from './content-site.ts';

/** The content API gives lists in its own order. Raises `invalid_input` where another was asked for. */
export function ownOrderOnly({ name }: Dialect, sort: string | undefined, rows: 'pages' | 'comments'): void {
  if (sort === undefined) return;
  throw new AppError('invalid_input', `${name} cannot sort lists of ${rows}.`, {
    nextStep:
      rows === 'pages'
        ? 'Leave sort out, or search with CQL and "order by".'
        : 'Leave sort out; comments come oldest first.',
  });
}
