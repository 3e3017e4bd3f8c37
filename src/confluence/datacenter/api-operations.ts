import type { ContentOperation } from '../content-api/client.ts';
import type { ExchangeRequest } from '../http/exchange.ts';

/** The operations behind the ports: what the content API does, and what Data Center does its own way. */
export type DataCenterOperation = ContentOperation | 'searchContent' | 'search' | 'currentUser' | 'user';

interface Entry {
  /** In the vendor's document. */
  readonly operationId: string;
  readonly method: ExchangeRequest['method'];
  /** Below `/rest/api`. */
  readonly path: `/${string}`;
}

const entry = (operationId: string, method: Entry['method'], path: Entry['path']): Entry => ({
  operationId,
  method,
  path,
});

export const dataCenterOperations: Readonly<Record<DataCenterOperation, Entry>> = {
  listContent: entry('getContent', 'GET', '/content'),
  createContent: entry('createContent', 'POST', '/content'),
  getContent: entry('getContentById', 'GET', '/content/{id}'),
  updateContent: entry('update_2', 'PUT', '/content/{contentId}'),
  deleteContent: entry('delete_3', 'DELETE', '/content/{id}'),
  childrenOfType: entry('childrenOfType', 'GET', '/content/{id}/child/{type}'),
  commentsOfContent: entry('commentsOfContent', 'GET', '/content/{id}/child/comment'),
  attachmentsOfContent: entry('getAttachments', 'GET', '/content/{id}/child/attachment'),
  labelsOfContent: entry('labels', 'GET', '/content/{id}/label'),
  addLabels: entry('addLabels', 'POST', '/content/{id}/label'),
  listSpaces: entry('spaces', 'GET', '/space'),
  getSpace: entry('space', 'GET', '/space/{spaceKey}'),
  searchContent: entry('search', 'GET', '/content/search'),
  search: entry('search_1', 'GET', '/search'),
  currentUser: entry('getCurrent', 'GET', '/user/current'),
  user: entry('getUser', 'GET', '/user'),
};
