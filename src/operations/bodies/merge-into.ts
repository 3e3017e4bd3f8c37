import { merge, type MergeConflict } from '../../content/index.ts';
import type { OperationContext } from '../operation.ts';
import { keepStored, type Base } from './body-base.ts';
import { conflictWith } from './conflict.ts';
import { quotePage } from './quote-page.ts';
import { engineBody, type StoredBody } from './stored-body.ts';
import type { Content, Subject } from './subject.ts';

/** Longest quotation of one version of a block, in characters. */
const mostQuoted = 1_500;
const mostConflicts = 5;

/**
 * Carries a change of what was read over to what others made of it since. Raises `conflict` where both changed the same
 * text, with its three versions and the etag to go on from; ADF is never merged.
 */
export async function mergeInto<C extends Content>(
  context: OperationContext,
  subject: Subject<C>,
  base: Base,
  mine: string,
  current: StoredBody<C>,
): Promise<string> {
  const { representation, value, etag, content } = current;
  const result =
    base.representation === representation
      ? quotePage('The change cannot be merged, and nothing was written', () =>
          merge(engineBody(base), mine, value),
        )
      : { merged: false as const, conflicts: [] };
  if (result.merged) return result.value;
  // The next try may start from what is there now, without another read.
  await keepStored(context, current, base.people);
  const why =
    result.conflicts.length === 0
      ? `The text changed since etag ${base.etag} was read, and this kind of body cannot be merged`
      : `Others changed the same text since etag ${base.etag} was read`;
  throw conflictWith(subject, content, `${why}; now it is etag ${etag}`, {
    nextStep: `Make the change from what is there now, with etag ${etag}.`,
    ...(result.conflicts.length > 0 && { excerpt: quoted(result.conflicts) }),
  });
}

/** The three versions of each block that both changed. */
function quoted(conflicts: readonly MergeConflict[]): string {
  const shown = conflicts
    .slice(0, mostConflicts)
    .map(({ base, ours, theirs }) =>
      [
        'as it was read:',
        cut(base) || '(nothing)',
        'as others left it:',
        cut(theirs) || '(nothing: deleted)',
        'as you would have it:',
        cut(ours) || '(nothing: deleted)',
      ].join('\n'),
    );
  const more = conflicts.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more places`] : [])].join('\n\n');
}

function cut(text: string): string {
  return text.length > mostQuoted ? `${text.slice(0, mostQuoted)}…` : text;
}
