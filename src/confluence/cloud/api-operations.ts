import type { ScopeSet } from '../asked.ts';

/** One operation of the vendor's documents, with the alternatives of scopes that allow it (facts: confluence-api §12). */
export interface CloudOperation {
  readonly api: 'v2' | 'v1';
  readonly scopes: readonly ScopeSet[];
}

const v2 = (...scopes: string[]): CloudOperation => ({ api: 'v2', scopes: [scopes] });
const v1 = (classic: string, ...granular: string[]): CloudOperation => ({
  api: 'v1',
  scopes: [[classic], granular],
});

/** The operations behind the ports, by operationId. v1 only for what v2 lacks. */
export const cloudOperations = {
  getPages: v2('read:page:confluence'),
  getPageById: v2('read:page:confluence'),
  createPage: v2('write:page:confluence'),
  updatePage: v2('write:page:confluence'),
  deletePage: v2('delete:page:confluence'),
  createBlogPost: v2('write:page:confluence'),
  getBlogPostById: v2('read:page:confluence'),
  updateBlogPost: v2('write:page:confluence'),
  getSpaces: v2('read:space:confluence'),
  getSpaceById: v2('read:space:confluence'),
  getPageDirectChildren: v2('read:hierarchical-content:confluence'),
  getPageDescendants: v2('read:hierarchical-content:confluence'),
  getPageAncestors: v2('read:content.metadata:confluence'),
  getPageFooterComments: v2('read:comment:confluence'),
  getPageInlineComments: v2('read:comment:confluence'),
  createFooterComment: v2('write:comment:confluence'),
  getFooterCommentById: v2('read:comment:confluence'),
  getInlineCommentById: v2('read:comment:confluence'),
  updateFooterComment: v2('write:comment:confluence'),
  updateInlineComment: v2('write:comment:confluence'),
  getPageLabels: v2('read:page:confluence'),
  getPageAttachments: v2('read:attachment:confluence'),
  getAttachmentById: v2('read:attachment:confluence'),
  getPageVersions: v2('read:page:confluence'),
  createBulkUserLookup: v2('read:user:confluence'),
  searchByCQL: v1('search:confluence', 'read:content-details:confluence'),
  searchUser: { api: 'v1', scopes: [['read:content-details:confluence']] },
  addLabelsToContent: v1('write:confluence-content', 'read:label:confluence', 'write:label:confluence'),
  downloadAttatchment: v1('readonly:content.attachment:confluence', 'read:attachment:confluence'),
  getDescendantsOfType: v1('read:confluence-content.summary', 'read:content-details:confluence'),
  getBulkUserLookup: v1('read:confluence-user', 'read:content-details:confluence'),
  getCurrentUser: v1('read:confluence-user', 'read:content-details:confluence'),
} as const satisfies Record<string, CloudOperation>;
