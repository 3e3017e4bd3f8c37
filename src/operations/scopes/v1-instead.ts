import type { cloudV1Operations } from '../../confluence/cloud-v1/content-operations.ts';
import { operationId, type ApiOperation, type Operation } from '../operation.ts';
import type { Frequency } from './scope-steps.ts';

type ContentOperation = keyof typeof cloudV1Operations;

/** An operation of the older content API, or one of v1 that stays. */
export type V1Use = { readonly content: ContentOperation; readonly withBody?: true } | ApiOperation;

const uses = (content: ContentOperation): V1Use => ({ content });
const usesBody = (content: ContentOperation): V1Use => ({ content, withBody: true });

/** What the older content API is asked for each operation of v2 that the catalogue uses. */
const inPlaceOf: Readonly<Record<string, readonly V1Use[]>> = {
  // A space is given by its id, and the older API wants its key.
  getPages: [uses('listContent'), uses('listSpaces')],
  getPageById: [usesBody('getContent')],
  createPage: [uses('createContent'), uses('listSpaces')],
  updatePage: [uses('updateContent')],
  // One address deletes everything: what it is must be known first.
  deletePage: [uses('getContent'), uses('deleteContent')],
  createBlogPost: [uses('createContent'), uses('listSpaces')],
  getBlogPostById: [usesBody('getContent')],
  updateBlogPost: [uses('updateContent')],
  getSpaces: [uses('listSpaces')],
  getSpaceById: [uses('listSpaces')],
  getPageDirectChildren: [uses('childrenOfType')],
  getPageAncestors: [uses('getContent')],
  getPageDescendants: ['cloud-v1 getDescendantsOfType'],
  getPageFooterComments: [usesBody('commentsOfContent')],
  getPageInlineComments: [usesBody('commentsOfContent')],
  createFooterComment: [uses('createContent')],
  getFooterCommentById: [usesBody('getContent')],
  getInlineCommentById: [usesBody('getContent')],
  updateFooterComment: [uses('updateContent')],
  updateInlineComment: [uses('updateContent')],
  getPageLabels: [uses('labelsOfContent')],
  getPageAttachments: [uses('attachmentsOfContent')],
  getAttachmentById: [uses('getContent')],
  getPageVersions: [uses('getContent')],
  createBulkUserLookup: ['cloud-v1 getBulkUserLookup'],
};

/** Operations that ask for less than those of v2 let suppose. */
const own: Readonly<Record<string, readonly V1Use[]>> = {
  'pages.get': [uses('getContent')],
  // Ancestors come with their titles.
  'content.ancestors': [uses('getContent')],
};

/** What an operation asks of v1 where it would ask v2. Raises for an operation of v2 that nothing is known for. */
export function v1Instead(
  operation: Operation,
  asked: readonly ApiOperation[],
  frequency: Frequency,
): readonly V1Use[] {
  const known = frequency === 'always' ? own[operationId(operation)] : undefined;
  return known ?? asked.flatMap(replacementOf);
}

function replacementOf(asked: ApiOperation): readonly V1Use[] {
  const [api, name = ''] = asked.split(' ');
  if (api !== 'cloud-v2') return [asked];
  const replacement = inPlaceOf[name];
  if (replacement === undefined) throw new Error(`${asked} has no counterpart in the older content API`);
  return replacement;
}
