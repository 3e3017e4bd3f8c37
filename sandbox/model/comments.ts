import { insertInlineMarker, removeInlineMarker } from '../content/index.ts';
import { storedBody } from './create-content.ts';
import type { Comment, Content, Property } from './entities.ts';
import { Refusal } from './refusal.ts';
import { changed, newId, newUuid, type Site } from './site.ts';

export interface NewComment {
  readonly author: string;
  readonly storage: string;
  readonly at?: number;
  /** Stands on this file of the content. */
  readonly attachmentId?: string;
  /** An answer to this comment, of the same kind. */
  readonly replyTo?: Comment;
  /** Makes it an inline comment on the text; the text must occur verbatim `matchCount` times (1 unless given). */
  readonly selection?: { readonly text: string; readonly matchCount?: number; readonly matchIndex?: number };
}

/**
 * Adds a footer comment, an inline comment (its marker goes into the body without a new version) or a reply.
 * @throws Refusal `invalid` when the selected text does not stand in the body so often, `invalid-body`
 */
export function addComment(site: Site, content: Content, comment: NewComment): Comment {
  const at = comment.at ?? site.clock.now();
  const storage = storedBody(site, comment.storage);
  const inline = comment.selection === undefined ? null : markSelection(site, content, comment.selection);
  const created: Comment = {
    id: newId(site),
    kind: comment.replyTo?.kind ?? (inline === null ? 'footer' : 'inline'),
    status: 'current',
    contentId: content.id,
    attachmentId: comment.replyTo?.attachmentId ?? comment.attachmentId ?? null,
    parentCommentId: comment.replyTo?.id ?? null,
    authorId: comment.author,
    createdAt: at,
    storage,
    properties: new Map<string, Property>(),
    versions: [{ number: 1, authorId: comment.author, createdAt: at, message: '', storage }],
    inline,
  };
  site.comments.set(created.id, created);
  changed(site);
  return created;
}

function markSelection(
  site: Site,
  content: Content,
  selection: NonNullable<NewComment['selection']>,
): NonNullable<Comment['inline']> {
  const markerRef = newUuid(site);
  const count = selection.matchCount ?? 1;
  const marked = insertInlineMarker(
    content.storage,
    selection.text,
    count,
    selection.matchIndex ?? 0,
    markerRef,
  );
  if (marked === null) {
    throw new Refusal('invalid', 'The text selected for the inline comment was not found in the content');
  }
  content.storage = marked;
  content.adf = null;
  return { markerRef, selection: selection.text, resolution: 'open', resolvedBy: null, resolvedAt: null };
}

export interface CommentChange {
  readonly author: string;
  readonly storage?: string;
  readonly message?: string;
  readonly at?: number;
  /** Inline comments only; nothing happens to one that is in that state already. */
  readonly resolved?: boolean;
}

/** Writes a new version of a comment and resolves or reopens it. */
export function updateComment(site: Site, comment: Comment, change: CommentChange): void {
  const at = change.at ?? site.clock.now();
  if (change.storage !== undefined) comment.storage = storedBody(site, change.storage);
  const number = (comment.versions.at(-1)?.number ?? 0) + 1;
  comment.versions.push({
    number,
    authorId: change.author,
    createdAt: at,
    message: change.message ?? '',
    storage: comment.storage,
  });
  if (change.resolved !== undefined && comment.inline !== null) {
    setResolved(comment.inline, change.resolved, change.author, at);
  }
  changed(site);
}

function setResolved(
  inline: NonNullable<Comment['inline']>,
  resolved: boolean,
  author: string,
  at: number,
): void {
  if (resolved === (inline.resolution === 'resolved')) return;
  inline.resolution = resolved ? 'resolved' : 'reopened';
  inline.resolvedBy = author;
  inline.resolvedAt = at;
}

/** Deletes a comment for good, with its replies and its marker. */
export function deleteComment(site: Site, comment: Comment): void {
  for (const reply of repliesTo(site, comment)) deleteComment(site, reply);
  const content = site.contents.get(comment.contentId);
  if (comment.inline !== null && content !== undefined) {
    const unmarked = removeInlineMarker(content.storage, comment.inline.markerRef);
    if (unmarked !== content.storage) content.adf = null;
    content.storage = unmarked;
  }
  site.comments.delete(comment.id);
  changed(site);
}

/** Direct replies, oldest first. */
export function repliesTo(site: Site, comment: Comment): Comment[] {
  return [...site.comments.values()].filter((reply) => reply.parentCommentId === comment.id);
}

/** Comments of a kind that stand on the content itself, oldest first. */
export function commentsOn(site: Site, contentId: string, kind: Comment['kind']): Comment[] {
  return [...site.comments.values()].filter(
    (comment) =>
      comment.contentId === contentId &&
      comment.kind === kind &&
      comment.attachmentId === null &&
      comment.parentCommentId === null,
  );
}

/** Comments that stand on a file, oldest first. */
export function commentsOnAttachment(site: Site, attachmentId: string): Comment[] {
  return [...site.comments.values()].filter(
    (comment) => comment.attachmentId === attachmentId && comment.parentCommentId === null,
  );
}
