// The public face: a body's view, edits of it, and what is in it. Pure functions of strings.
import type { Body } from './body.ts';
import type { Census } from './edit/census.ts';
import { formatOf } from './edit/page.ts';

export type { Body, Format } from './body.ts';
export { compareCensus, type Census, type CensusChange, type CensusKind } from './edit/census.ts';
export { edit, updateFromView, type EditResult } from './edit/edit.ts';
export type { Edit, EditOptions } from './edit/edits.ts';
export { matchKeys } from './edit/myers.ts';
export { newReferences, type NewReference } from './edit/new-references.ts';
export type { Link } from './edit/reference.ts';
export { newViolation, validateAdf } from './adf/validate.ts';
export { isUnsafeAddress } from './markdown/link-target.ts';
export { isOfferedMacro } from './markdown/macro-catalogue.ts';
export { namesIn, type MarkdownNames } from './markdown/names-in.ts';
export { merge, type MergeConflict, type MergeResult } from './merge/merge.ts';
export { fromMarkdown } from './markdown/from-markdown.ts';
export type { Attachment, Person, Resolvers } from './markdown/resolvers.ts';
export { scan } from './storage/scanner.ts';
export { estimateTokens } from './view/budget.ts';
export { view, type View, type ViewOptions } from './view/view.ts';

/** Everything in a body that no edit may lose unasked, counted. Raises `invalid_input` for a malformed body. */
export function census(body: Body): Census {
  return formatOf(body).census(body.value);
}
