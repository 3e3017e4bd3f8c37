import { z } from 'zod';
import { idField, listFields } from '../input-fields.ts';
import { itemRows } from '../item-rows.ts';
import { defineOperation } from '../operation.ts';
import { listOutput, nodeShape, pageListShape } from '../output-shapes.ts';
import { count, moreLine, rendered } from '../text-lines.ts';
import { briefNode, nodeLine, nodeTarget } from './node-text.ts';

export const getChildren = defineOperation({
  name: 'confluence_get_page_children',
  title: 'Get page children',
  description:
    'What lies directly under a page, in the order of the tree: pages, folders, whiteboards, databases, links. For several levels at once use confluence_get_page_descendants.',
  group: 'content',
  action: 'children',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getPageDirectChildren'], datacenter: ['dc childrenOfType'] },
  input: () => z.strictObject({ id: idField('Page id'), ...listFields() }),
  output: () => pageListShape(nodeShape()),
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: ({ pageId, items }) => [{ kind: 'page', id: pageId }, ...items.map(nodeTarget)],
  rows: itemRows(nodeTarget),
  run: async ({ confluence, signal }, input) => ({
    pageId: input.id,
    ...listOutput(await confluence.content.children(input, signal)),
  }),
  brief: ({ items, ...rest }) => ({ ...rest, items: items.map(briefNode) }),
  render: ({ pageId, items, nextCursor }) =>
    rendered(
      `Page ${pageId} has ${count(items.length, 'child', 'children')}${nextCursor ? ' so far' : ''}.`,
      items.map((node) => nodeLine(node)).join('\n'),
      moreLine(nextCursor),
    ),
});
