import type { ExchangeRequest } from '../http/exchange.ts';

type Entry = readonly [method: ExchangeRequest['method'], path: `/${string}`];

/** The operations behind the ports, by the operationId of the vendor's document; paths stand below `/rest/api`. */
export const dataCenterOperations = {
  getContent: ['GET', '/content'],
  createContent: ['POST', '/content'],
  getContentById: ['GET', '/content/{id}'],
  update_2: ['PUT', '/content/{contentId}'],
  delete_3: ['DELETE', '/content/{id}'],
  search: ['GET', '/content/search'],
  childrenOfType: ['GET', '/content/{id}/child/{type}'],
  commentsOfContent: ['GET', '/content/{id}/child/comment'],
  getAttachments: ['GET', '/content/{id}/child/attachment'],
  labels: ['GET', '/content/{id}/label'],
  addLabels: ['POST', '/content/{id}/label'],
  spaces: ['GET', '/space'],
  space: ['GET', '/space/{spaceKey}'],
  search_1: ['GET', '/search'],
  getCurrent: ['GET', '/user/current'],
  getUser: ['GET', '/user'],
} as const satisfies Record<string, Entry>;

export type DataCenterOperation = keyof typeof dataCenterOperations;

/** A path with its parameters in place; raises where one is missing, since that is a mistake in an adapter. */
export function operationPath(
  operation: DataCenterOperation,
  parameters: Readonly<Record<string, string>> = {},
): string {
  const [, template] = dataCenterOperations[operation];
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`${operation} needs ${name}`);
    return encodeURIComponent(value);
  });
}
