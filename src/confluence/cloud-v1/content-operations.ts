import type { ScopeSet } from '../asked.ts';
import type { ContentOperation, ContentStep } from '../content-api/client.ts';

/** An operation of Cloud's older content API, as connections with classic scopes use it. */
export interface CloudV1Operation {
  /** In the vendor's documents, present and past. */
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/wiki/rest/api`. */
  readonly path: `/${string}`;
  /** Alternatives; all scopes of one are needed. Classic ones: granular scopes open v2, which is better. */
  readonly scopes: readonly ScopeSet[];
  /** The same for an answer with bodies, where that takes more. */
  readonly scopesWithBody?: readonly ScopeSet[];
  /** Whether the present document still has it. The others answer 410 on newer sites (facts: confluence-api §1). */
  readonly living?: true;
}

/** The summary scope reads content without bodies; the one above it reads all (data: scopes.tsv). */
const reads: Pick<CloudV1Operation, 'scopes' | 'scopesWithBody'> = {
  scopes: [['read:confluence-content.summary'], ['read:confluence-content.all']],
  scopesWithBody: [['read:confluence-content.all']],
};
const readsSpaces = { scopes: [['read:confluence-space.summary']] };
const writes = { scopes: [['write:confluence-content']] };

/**
 * The operations and their scopes, kept by hand since the vendor's present document has lost most of them. The source is
 * that document as it was before: reading took the summary scope, every change of content `write:confluence-content`,
 * deletion included. So it still does for the deletions that stayed (`deletePageTree`, `deleteContentVersion`); grants that
 * were made for deletion ask for `write:confluence-space` as well, which opens spaces and no page.
 */
export const cloudV1Operations: Readonly<Record<ContentOperation, CloudV1Operation>> = {
  listContent: { operationId: 'getContent', method: 'GET', path: '/content', ...reads },
  createContent: { operationId: 'createContent', method: 'POST', path: '/content', ...writes },
  getContent: { operationId: 'getContentById', method: 'GET', path: '/content/{id}', ...reads },
  updateContent: { operationId: 'updateContent', method: 'PUT', path: '/content/{contentId}', ...writes },
  deleteContent: { operationId: 'deleteContent', method: 'DELETE', path: '/content/{id}', ...writes },
  childrenOfType: {
    operationId: 'getContentChildrenByType',
    method: 'GET',
    path: '/content/{id}/child/{type}',
    ...reads,
  },
  commentsOfContent: {
    operationId: 'getContentComments',
    method: 'GET',
    path: '/content/{id}/child/comment',
    ...reads,
  },
  attachmentsOfContent: {
    operationId: 'getAttachments',
    method: 'GET',
    path: '/content/{id}/child/attachment',
    ...reads,
  },
  labelsOfContent: {
    operationId: 'getLabelsForContent',
    method: 'GET',
    path: '/content/{id}/label',
    ...reads,
  },
  addLabels: {
    operationId: 'addLabelsToContent',
    method: 'POST',
    path: '/content/{id}/label',
    ...writes,
    living: true,
  },
  listSpaces: { operationId: 'getSpaces', method: 'GET', path: '/space', ...readsSpaces },
  getSpace: { operationId: 'getSpace', method: 'GET', path: '/space/{spaceKey}', ...readsSpaces },
};

/** What v2 wants for the same, which is what a grant needs once the older API is gone. */
export function granularScopes({ operation, kind }: ContentStep): ScopeSet {
  // v2 has one scope for pages and blog posts.
  const noun = kind === 'blogpost' ? 'page' : kind;
  switch (operation) {
    case 'listContent':
    case 'getContent':
    case 'commentsOfContent':
    case 'attachmentsOfContent':
    case 'labelsOfContent':
    case 'listSpaces':
    case 'getSpace':
      return [`read:${noun}:confluence`];
    case 'childrenOfType':
      return ['read:hierarchical-content:confluence'];
    case 'createContent':
    case 'updateContent':
      return [`write:${noun}:confluence`];
    case 'deleteContent':
      return [`delete:${noun}:confluence`];
    case 'addLabels':
      return ['read:label:confluence', 'write:label:confluence'];
    default:
      return operation satisfies never;
  }
}
