import type { cloudV1Operations } from '../../confluence/cloud-v1/content-operations.ts';
import { operationId, type ApiOperation, type Operation } from '../operation.ts';

/** How often an operation asks: `always`, or `sometimes`, where a call without it does the rest. */
export type Frequency = 'always' | 'sometimes';

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

/**
 * What an operation asks of v1 where it would ask v2; what v1 never had is asked of v2 all the same.
 * @param isOlder which operations of v2 the older content API stands in for; all unless given.
 */
export function v1Instead(
  operation: Operation,
  asked: readonly ApiOperation[],
  frequency: Frequency,
  isOlder: (asked: ApiOperation) => boolean,
): readonly V1Use[] {
  const known = frequency === 'always' ? own[operationId(operation)] : undefined;
  if (known !== undefined && asked[0] !== undefined && isOlder(asked[0])) return known;
  return asked.flatMap((each) => (isOlder(each) ? replacementOf(each) : [each]));
}

function replacementOf(asked: ApiOperation): readonly V1Use[] {
  const [api, name = ''] = asked.split(' ');
  if (api !== 'cloud-v2') return [asked];
  return inPlaceOf[name] ?? [asked];
}
