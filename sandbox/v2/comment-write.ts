import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { idText } from '../http/id-text.ts';
import { readJson } from '../http/read-json.ts';
import { addComment, deleteComment, updateComment } from '../model/comments.ts';
import type { Comment, Content } from '../model/entities.ts';
import { visibleContent } from '../model/find-content.ts';
import { canChangeComment, canComment } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { attachmentById } from './attachment-find.ts';
import { bodyWrite, readBody } from '../model/written-body.ts';
import { commentKinds, commentOfPath, visibleComment } from './comment-find.ts';
import { commentJson } from './comment-json.ts';
import { missingContent } from './find.ts';
import { singleAnswer } from './single-answer.ts';

const newComment = z.looseObject({
  pageId: idText.optional(),
  blogPostId: idText.optional(),
  parentCommentId: idText.optional(),
  attachmentId: z.string().optional(),
  body: bodyWrite.optional(),
  inlineCommentProperties: z
    .looseObject({
      textSelection: z.string(),
      textSelectionMatchCount: z.int().optional(),
      textSelectionMatchIndex: z.int().optional(),
    })
    .optional(),
});
type NewComment = z.output<typeof newComment>;

const commentUpdate = z.looseObject({
  version: z.looseObject({ number: z.int(), message: z.string().nullish() }),
  body: bodyWrite.optional(),
  resolved: z.boolean().optional(),
});

/** Writes of footer and inline comments (facts: confluence-api §8). */
export function commentWriteRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const kind of commentKinds) {
    const path = `/${kind}-comments`;
    routes.post(path, async (c) => {
      const wanted = await readJson(c, newComment);
      const [site, person] = [c.get('site'), c.get('person')];
      const { content, replyTo, attachmentId } = target(c, kind, wanted);
      if (!canComment(site, person, content)) throw missingContent(content.kind, content.id);
      const selection = kind === 'inline' ? selectionOf(wanted, replyTo) : null;
      const comment = addComment(site, content, {
        author: person.accountId,
        storage: readBody(site, person, wanted.body, content).storage,
        ...(replyTo === undefined ? {} : { replyTo }),
        ...(attachmentId === undefined ? {} : { attachmentId }),
        ...(selection === null ? {} : { selection }),
      });
      c.header('Location', `/wiki/api/v2${path}/${comment.id}`);
      return singleAnswer(c, commentJson(site, person, comment, 'storage'), 201);
    });

    routes.put(`${path}/:id`, async (c) => {
      const wanted = await readJson(c, commentUpdate);
      const [site, person] = [c.get('site'), c.get('person')];
      const comment = commentOfPath(c, kind);
      update(c, comment, wanted);
      return singleAnswer(c, commentJson(site, person, comment, 'storage'));
    });

    routes.delete(`${path}/:id`, (c) => {
      const comment = changeable(c, commentOfPath(c, kind));
      deleteComment(c.get('site'), comment);
      return c.body(null, 204);
    });
  }
  return routes;
}

function target(
  c: RouteContext,
  kind: Comment['kind'],
  wanted: NewComment,
): { readonly content: Content; readonly replyTo?: Comment; readonly attachmentId?: string } {
  const { pageId, blogPostId, parentCommentId, attachmentId } = wanted;
  const places = [pageId, blogPostId, parentCommentId, attachmentId].filter((place) => place !== undefined);
  if (places.length !== 1) {
    throw new Refusal(
      'invalid',
      'Exactly one of pageId, blogPostId, parentCommentId or attachmentId must be provided',
    );
  }
  if (parentCommentId !== undefined) {
    const replyTo = visibleComment(c, kind, parentCommentId);
    return { content: contentFor(c, replyTo.contentId), replyTo };
  }
  if (attachmentId !== undefined) {
    const attachment = attachmentById(c, attachmentId);
    return { content: contentFor(c, attachment.contentId), attachmentId: attachment.id };
  }
  return pageId === undefined
    ? { content: contentFor(c, blogPostId ?? '', 'blogpost') }
    : { content: contentFor(c, pageId, 'page') };
}

function contentFor(c: RouteContext, id: string, kind?: 'page' | 'blogpost'): Content {
  const content = visibleContent(
    c.get('site'),
    c.get('person'),
    id,
    kind === undefined ? ['page', 'blogpost'] : [kind],
  );
  if (content === undefined) throw missingContent(kind ?? 'page', id);
  return content;
}

// The index is zero-based and below the count; replies have no text of their own, everything else must.
function selectionOf(
  wanted: NewComment,
  replyTo: Comment | undefined,
): { readonly text: string; readonly matchCount: number; readonly matchIndex: number } | null {
  const properties = wanted.inlineCommentProperties;
  if (replyTo !== undefined) {
    if (properties === undefined) return null;
    throw new Refusal('invalid', 'inlineCommentProperties must not be provided when replying to a comment');
  }
  if (properties === undefined) {
    throw new Refusal(
      'invalid',
      'inlineCommentProperties must be provided when creating a top level inline comment',
    );
  }
  const matchCount = properties.textSelectionMatchCount ?? 1;
  const matchIndex = properties.textSelectionMatchIndex ?? 0;
  if (properties.textSelection === '' || matchIndex < 0 || matchIndex >= matchCount) {
    throw new Refusal('invalid', 'textSelectionMatchIndex must be less than textSelectionMatchCount');
  }
  return { text: properties.textSelection, matchCount, matchIndex };
}

function update(c: RouteContext, comment: Comment, wanted: z.output<typeof commentUpdate>): void {
  const [site, person] = [c.get('site'), c.get('person')];
  const resolves = wanted.resolved !== undefined && comment.inline !== null;
  if (comment.inline?.resolution === 'dangling') {
    throw new Refusal('invalid', 'A dangling inline comment cannot be updated');
  }
  const content = site.contents.get(comment.contentId);
  if (content === undefined || !canComment(site, person, content)) throw missing(comment);
  // Anyone who may comment resolves; the words are their author's.
  if (wanted.body !== undefined && !(resolves && sameWords(c, comment, wanted))) changeable(c, comment);
  const current = comment.versions.at(-1)?.number ?? 0;
  if (wanted.version.number !== current + 1) {
    throw new Refusal(
      'stale-version',
      `Version must be incremented when updating a comment. Current Version: [${current}]. Provided version: [${wanted.version.number}]`,
    );
  }
  updateComment(site, comment, {
    author: person.accountId,
    message: wanted.version.message ?? '',
    ...(wanted.body === undefined ? {} : { storage: readBody(site, person, wanted.body, content).storage }),
    ...(wanted.resolved === undefined ? {} : { resolved: wanted.resolved }),
  });
}

function sameWords(c: RouteContext, comment: Comment, wanted: z.output<typeof commentUpdate>): boolean {
  const of = { id: comment.contentId, spaceId: c.get('site').contents.get(comment.contentId)?.spaceId ?? '' };
  return readBody(c.get('site'), c.get('person'), wanted.body, of).storage === comment.storage;
}

function changeable(c: RouteContext, comment: Comment): Comment {
  if (!canChangeComment(c.get('site'), c.get('person'), comment)) throw missing(comment);
  return comment;
}

function missing(comment: Comment): Refusal {
  return new Refusal('not-found', `Cannot find a ${comment.kind} comment with id [${comment.id}]`);
}
