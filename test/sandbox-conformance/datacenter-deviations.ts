// The document was made from Java classes: their inner references (`…Ref`, `links`, `expanded`) never reach the wire.
const javaOnly = /Ref$|^links$|^idProperties$|^expanded$/;

/** Declared keys that the sandbox has no cause to give. */
export function neverGivenByDataCenter(schema: string, key: string): boolean {
  return javaOnly.test(key) || (never[schema]?.includes(key) ?? false);
}

// Restrictions are maps on the wire, which the document calls by the names of getters; rows of search and labels hold no
// links; the rest is written only, or of features that the sandbox lacks: retention, synchronised edits, web resources.
const never: Readonly<Record<string, readonly string[]>> = {
  ContentBody: ['webresource', 'content'],
  ContentWatch: ['contentId'],
  JsonString: ['value'],
  Label: ['_links', '_expandable'],
  MockRestrictionsResponse: ['restrictions', 'get_links'],
  OperationRestriction: ['get_links', 'get_expandable'],
  SearchResult: ['resourceType', 'entity', '_links', '_expandable'],
  Space: ['retentionPolicy'],
  Version: ['syncRev', 'content'],
};

/**
 * The status that the document gives to an answer where it means another one: lists of attachments are declared as 201,
 * and the creation of a property by key has no status at all.
 */
export function documentedStatus(operationId: string, status: number, documented: readonly string[]): string {
  if (documented.includes(String(status))) return String(status);
  if (operationId === 'getAttachments') return '201';
  return documented.includes('default') ? 'default' : String(status);
}
