import { AppError } from '../../kernel/app-error.ts';

/** Data Center gives lists in its own order. Raises `invalid_input` where another was asked for. */
export function ownOrderOnly(sort: string | undefined, rows: 'pages' | 'comments'): void {
  if (sort === undefined) return;
  throw new AppError('invalid_input', `Confluence Data Center cannot sort lists of ${rows}.`, {
    nextStep:
      rows === 'pages'
        ? 'Leave sort out, or search with CQL and "order by".'
        : 'Leave sort out; comments come oldest first.',
  });
}
