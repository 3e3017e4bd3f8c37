import { z } from 'zod';
import { idField, listFields, wholeNumberField } from '../input-fields.ts';
import { itemRows } from '../item-rows.ts';
import { defineOperation } from '../operation.ts';
import { listOutput, nodeShape, pageListShape } from '../output-shapes.ts';
import { count, moreLine, rendered } from '../text-lines.ts';
import { briefNode, nodeTarget, nodeTree } from './node-text.ts';

export const getDescendants = defineOperation({
  name: 'confluence_get_page_descendants',
  title: 'Get page descendants',
  description:
    'Everything under a page down to a depth (default 2, at most 10) as an indented tree. For one level use confluence_get_page_children.',
  group: 'content',
  action: 'descendants',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getPageDescendants'], datacenter: ['dc search', 'dc getContentById'] },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      depth: wholeNumberField(1, 10).exactOptional(),
      ...listFields(),
    }),
  output: () => pageListShape(nodeShape()),
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: ({ pageId, items }) => [{ kind: 'page', id: pageId }, ...items.map(nodeTarget)],
  rows: itemRows(nodeTarget),
  run: async ({ confluence, signal }, input) => ({
    pageId: input.id,
    ...listOutput(await confluence.content.descendants(input, signal)),
  }),
  brief: ({ items, ...rest }) => ({ ...rest, items: items.map(briefNode) }),
  render: ({ pageId, items, nextCursor }, { depth }) =>
    rendered(
      `Page ${pageId} has ${count(items.length, 'descendant')}${nextCursor ? ' so far' : ''}${depth ? ` down to depth ${depth}` : ''}.`,
      nodeTree(items),
      moreLine(nextCursor),
    ),
});
