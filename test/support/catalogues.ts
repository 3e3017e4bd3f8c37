import { catalogue } from '../../src/operations/catalogue.ts';
import { operationId, type Operation } from '../../src/operations/operation.ts';

/** Some operations of the real catalogue, so that what is done with them is quick. */
export const smallCatalogue: readonly Operation[] = [
  'pages.get',
  'pages.list',
  'pages.delete',
  'labels.getForPage',
  'spaces.list',
].map(named);

function named(id: string): Operation {
  const found = catalogue.find((operation) => operationId(operation) === id);
  if (!found) throw new Error(`the catalogue has no ${id}`);
  return found;
}

/** Like the operation, with other fields: what an upgrade of Weir may bring. */
export function changed(operation: Operation, fields: Partial<Operation>): Operation {
  // Schemas are getters, which a spread would read and lose.
  return Object.create(operation, Object.getOwnPropertyDescriptors(fields)) as Operation;
}

/**
 * The small catalogue after an upgrade: `pages.get` is described otherwise, `labels.getForPage` is called `labels.list`,
 * `spaces.list` is gone and `search.cql` is new.
 */
export const upgradedCatalogue: readonly Operation[] = [
  changed(named('pages.get'), { description: 'Reads a page, and now also sends it to someone.' }),
  named('pages.list'),
  named('pages.delete'),
  changed(named('labels.getForPage'), { action: 'list', name: 'confluence_list_labels' }),
  named('search.cql'),
];
