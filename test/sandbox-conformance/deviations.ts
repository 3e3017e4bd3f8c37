import type { ErrorObject } from 'ajv';

/** Whether Confluence was measured to answer otherwise than its document says. */
export function measuredDeviation(operationId: string, error: ErrorObject): boolean {
  // Unknown and invisible ids map to null, and more types exist than are listed (facts: confluence-api §1).
  return operationId === 'convertContentIdsToContentTypes' && error.instancePath.startsWith('/results/');
}

/** Whether Confluence was measured not to answer an operation that it documents (facts: confluence-api §3.2). */
export function measuredAbsent(operationId: string): boolean {
  return operationId === 'findTargetFromSource' || operationId === 'findSourcesForTarget';
}

/** Declared keys that the sandbox has no cause to give. */
export function neverGiven(schema: string, key: string): boolean {
  return never[schema]?.includes(key) ?? false;
}

// User names and keys never appear on Cloud (facts: confluence-api §9); the rest is of features that the sandbox lacks:
// custom content, themes, Synchrony, rendered web resources, expansions within expansions.
const never: Readonly<Record<string, readonly string[]>> = {
  AsyncContentBody: ['error', 'webresource', 'mediaToken'],
  AttachmentBulk: ['customContentId'],
  AttachmentSingle: ['customContentId'],
  BulkUserLookup: ['username', 'userKey', 'operations', 'details', 'personalSpace'],
  ContentBody: ['webresource', 'mediaToken', '_links'],
  ContentChildren: ['attachment', 'comment', '_links'],
  ContentChildType: ['_expandable'],
  ContentHistory: ['nextVersion'],
  ContentRestriction: ['content'],
  FooterCommentModel: ['customContentId'],
  Relation: ['relationData', 'target'],
  Space: ['theme', 'lookAndFeel'],
  SpaceWatch: ['labelName', 'prefix'],
  User: ['username', 'userKey'],
  UserAnonymous: ['operations'],
  UsersUserKeys: ['_links'],
  Version: ['collaborators', 'confRev', 'syncRev', 'syncRevSource'],
  WatchUser: ['username', 'userKey', 'details'],
};
