import { AppError } from '../../kernel/app-error.ts';
import type { Base } from './body-base.ts';
import type { StoredBody } from './stored-body.ts';
import type { Content, Subject } from './subject.ts';

/** A `conflict` that says what is there now, by whom and since when. `why` is a sentence without its full stop. */
export function conflictWith(
  { name }: Subject,
  current: Content,
  why: string,
  more: { readonly excerpt?: string; readonly nextStep?: string } = {},
): AppError {
  const { version } = current;
  const by = version?.authorId ? ` by ${version.authorId}` : '';
  const at = version?.createdAt ? ` on ${version.createdAt}` : '';
  const now = version ? ` The ${name} is at version ${version.number}, written${by}${at}.` : '';
  return new AppError('conflict', `${why}. Nothing was written.${now}`, {
    nextStep: more.nextStep ?? 'Read it again and make the change from what is there now.',
    ...(version && { currentVersion: version.number }),
    ...(more.excerpt !== undefined && { excerpt: more.excerpt }),
  });
}

/** Raises `conflict` where the text is not the one that was read. */
export function requireUnchanged(subject: Subject, base: Base, current: StoredBody): void {
  if (base.etag === current.etag) return;
  throw conflictWith(
    subject,
    current.content,
    `The text changed since etag ${base.etag} was read; now it is etag ${current.etag}`,
  );
}
