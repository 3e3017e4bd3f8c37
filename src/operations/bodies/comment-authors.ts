import { AppError } from '../../kernel/app-error.ts';
import type { OperationContext } from '../operation.ts';
import { oneLine } from '../text-lines.ts';
import type { Subject } from './subject.ts';

/** Most comments of a page that are looked through for those that an edit would lose. */
const mostComments = 250;

/**
 * The error of an edit that would lose comments, with who wrote them: whoever is to decide has to know whom to ask. Costs
 * requests only where something is refused; without them the error stays as it is.
 */
export async function withCommentAuthors(
  { confluence, people, signal }: OperationContext,
  { id }: Subject,
  error: AppError,
): Promise<AppError> {
  const { code, message, fields } = error;
  const handles = [...(fields.excerpt ?? '').matchAll(/comment anchor #([0-9a-z]+)/g)].map(
    ([, handle = '']) => handle,
  );
  if (code !== 'would_lose' || handles.length === 0) return error;
  const { items } = await confluence.comments
    .inline({ pageId: id, limit: mostComments }, signal)
    .catch(() => ({ items: [] }));
  const lost = items.flatMap((comment) => {
    const ref = comment.markerRef?.toLowerCase().replaceAll(/[^0-9a-z]/g, '') ?? '';
    const handle = handles.find((each) => ref.startsWith(each));
    return handle === undefined ? [] : [{ ...comment, handle }];
  });
  if (lost.length === 0) return error;
  const authors = lost.flatMap(({ authorId }) => authorId ?? []);
  const names = (await people?.byIds(authors, signal)) ?? new Map<string, string>();
  const lines = lost.map(({ handle, authorId = 'somebody', selection, createdAt }) => {
    const on = selection === undefined ? '' : ` on "${oneLine(selection).slice(0, 80)}"`;
    return `#${handle} is a comment by ${oneLine(names.get(authorId) ?? authorId)}${on}${createdAt ? `, ${createdAt}` : ''}`;
  });
  return new AppError(code, message, { ...fields, excerpt: [fields.excerpt, ...lines].join('\n') });
}
