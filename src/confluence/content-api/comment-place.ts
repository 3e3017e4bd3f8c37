import { AppError } from '../../kernel/app-error.ts';
import { contentId } from '../ids.ts';
import type { Comment } from '../ports.ts';
import type { ContentClient } from './client.ts';
import { readContent } from './read-content.ts';

const partOf = { operation: 'createContent', kind: 'comment' } as const;

interface CommentPlace {
  readonly subject: string;
  /** What the comment belongs to; a reply needs it too. */
  readonly container: { readonly id: string; readonly type: string };
  /** The comment that a reply answers. */
  readonly ancestors?: readonly [{ readonly id: string }];
  readonly ids: Pick<Comment, 'pageId' | 'blogPostId'>;
}

/** Where a new comment goes. A reply names its comment alone, whose page is read first. */
export async function commentPlace(
  client: ContentClient,
  {
    pageId,
    parentCommentId,
  }: { readonly pageId?: string | undefined; readonly parentCommentId?: string | undefined },
  signal: AbortSignal,
): Promise<CommentPlace> {
  if (parentCommentId !== undefined) {
    const id = contentId(parentCommentId, 'parentCommentId');
    const subject = `comment ${id}`;
    const parent = await readContent(
      client,
      { id, type: 'comment', status: ['current'], expand: 'container', subject, partOf },
      signal,
    );
    const container = { id: parent.container?.id ?? '', type: parent.container?.type ?? 'page' };
    const ids = container.type === 'blogpost' ? { blogPostId: container.id } : { pageId: container.id };
    return { subject, container, ancestors: [{ id }], ids };
  }
  if (pageId !== undefined) {
    const id = contentId(pageId, 'pageId');
    return { subject: `page ${id}`, container: { id, type: 'page' }, ids: { pageId: id } };
  }
  throw new AppError('invalid_input', 'A comment needs the page it belongs to or the comment it answers.', {
    nextStep: 'Give pageId, or parentCommentId for a reply.',
  });
}
