import { merge, type MergeConflict } from '../../content/index.ts';
import type { OperationContext } from '../operation.ts';
import { keepStored, type Base } from './body-base.ts';
import { conflictWith } from './conflict.ts';
import { quotePage } from './quote-page.ts';
import { engineBody, type StoredBody } from './stored-body.ts';
import type { Subject } from './subject.ts';

/** Conflicts that an error shows; more would only repeat that the page is to be read again. */
const mostShown = 5;
const longestVersion = 2_000;

/**
 * Our change of the base carried over to what others made of it meanwhile. Raises `conflict` with the three versions of
 * each block that both changed, and with the etag of what is there now, from which the change can be made again.
 */
export function mergeInto(
  context: OperationContext,
  subject: Subject,
  base: Base,
  mine: string,
  current: StoredBody,
): string {
  const result = quotePage('The page changed meanwhile, and the two changes could not be compared', () =>
    merge(engineBody(base), mine, current.value),
  );
  if (result.merged) return result.value;
  keepStored(context, current);
  const conflicts = result.conflicts.slice(0, mostShown);
  throw conflictWith(subject, current.content, 'Somebody changed the same words since it was read', {
    nextStep: `Decide what the text shall be, then edit again with etag ${current.etag}.`,
    ...(conflicts.length > 0 && { excerpt: conflicts.map(threeVersions).join('\n\n') }),
  });
}

function threeVersions({ base, ours, theirs }: MergeConflict): string {
  return [
    `As it was read:\n${cut(base)}`,
    `As you would have it:\n${cut(ours)}`,
    `As it is now:\n${cut(theirs)}`,
  ].join('\n');
}

function cut(text: string): string {
  return text.length <= longestVersion ? text : `${text.slice(0, longestVersion)} (cut)`;
}
