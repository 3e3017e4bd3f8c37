import type { RouteContext } from '../http/context.ts';
import { pathId } from '../http/query.ts';
import type { Comment } from '../model/entities.ts';
import { canReadComment } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';

export const commentKinds = ['footer', 'inline'] as const;

/** The comment of the path's id, of this kind and visible. @throws Refusal `not-found` */
export function commentOfPath(c: RouteContext, kind: Comment['kind']): Comment {
  return visibleComment(c, kind, pathId(c));
}

/** The comment of the path's id, whatever its kind. @throws Refusal `not-found` */
export function anyCommentOfPath(c: RouteContext): Comment {
  const id = pathId(c);
  return visibleComment(c, c.get('site').comments.get(id)?.kind ?? 'footer', id);
}

/** A comment that the caller may see. @throws Refusal `not-found` */
export function visibleComment(c: RouteContext, kind: Comment['kind'], id: string): Comment {
  const comment = c.get('site').comments.get(id);
  if (comment?.kind !== kind || !canReadComment(c.get('site'), c.get('person'), comment)) {
    throw new Refusal('not-found', `Cannot find a ${kind} comment with id [${id}]`);
  }
  return comment;
}
