import { bodyTexts } from '../body-text.ts';
import type { Rendered, Target } from '../operation.ts';
import type { CommentOutput } from '../output-shapes.ts';
import { by } from '../pages/page-text.ts';
import { count, inParentheses, lines, moreLine, oneLine, rendered } from '../text-lines.ts';

/** One comment without its body. */
export function commentLine(comment: CommentOutput): string {
  const { id, authorId, createdAt, version, parentCommentId, status, resolutionStatus, webUrl } = comment;
  const facts = inParentheses(
    parentCommentId && `reply to ${parentCommentId}`,
    status && status !== 'current' && status,
    resolutionStatus,
    version && version.number > 1 && `version ${version.number}`,
  );
  const author = by(authorId ?? version?.authorId, createdAt ?? version?.createdAt);
  return [`- comment ${id}${author}`, facts, webUrl].filter(Boolean).join(' ');
}

export function renderComments(
  { pageId, items, nextCursor }: { pageId: string; items: CommentOutput[]; nextCursor?: string | undefined },
  kind: 'footer' | 'inline',
): Rendered {
  const bodies = bodyTexts(items);
  const rows = items.map((comment, index) =>
    lines(
      commentLine(comment),
      comment.selection && `on the text: ${oneLine(comment.selection)}`,
      bodies[index]?.text,
    ),
  );
  return rendered(
    `Page ${pageId} has ${count(items.length, `${kind} comment`)}${nextCursor ? ' so far' : ''}.`,
    rows.join('\n'),
    lines(
      bodies.some((body) => body?.note) &&
        'Some comments are cut: outputFormat "structured" gives them whole.',
      moreLine(nextCursor),
    ),
  );
}

export function commentTargets(comment: CommentOutput): readonly Target[] {
  return [commentTarget(comment)];
}

export function commentTarget({ id, pageId, blogPostId }: CommentOutput): Target {
  const holder = pageId ?? blogPostId;
  return { kind: 'comment', id, ...(holder && { pageId: holder }) };
}

export function briefComment({ id, version }: CommentOutput): CommentOutput {
  return { id, ...(version && { version: { number: version.number } }) };
}
