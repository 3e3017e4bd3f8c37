import { z } from 'zod';
import type { Confluence, TreeNode } from '../../confluence/ports.ts';
import { idField, limitField } from '../input-fields.ts';
import { itemRows } from '../item-rows.ts';
import { defineOperation } from '../operation.ts';
import { nodeShape, pageListShape } from '../output-shapes.ts';
import { count, rendered } from '../text-lines.ts';
import { briefNode, nodeLine, nodeTarget } from './node-text.ts';

export const getAncestors = defineOperation({
  name: 'confluence_get_page_ancestors',
  title: 'Get page ancestors',
  description:
    'The path from the top of the space down to the parent of a page, with titles. Without ancestors the page lies at the top of its space.',
  group: 'content',
  action: 'ancestors',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getPageAncestors', 'cloud-v2 getPages'], datacenter: ['dc getContentById'] },
  input: () => z.strictObject({ id: idField('Page id'), limit: limitField() }),
  output: () => pageListShape(nodeShape()),
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: ({ pageId, items }) => [{ kind: 'page', id: pageId }, ...items.map(nodeTarget)],
  rows: itemRows(nodeTarget),
  run: async ({ confluence, signal }, { id, limit }) => {
    const nodes = await confluence.content.ancestors({ id, ...(limit !== undefined && { limit }) }, signal);
    return { pageId: id, items: await withTitles(confluence, nodes, signal) };
  },
  brief: ({ pageId, items }) => ({ pageId, items: items.map(briefNode) }),
  render: ({ pageId, items }) =>
    rendered(
      `Page ${pageId} has ${count(items.length, 'ancestor')}, from the top down.`,
      items.map((node, depth) => nodeLine(node, depth)).join('\n'),
    ),
});

/** Cloud answers with ids and types alone (data: shapes-v2, Ancestor); one more request names the pages among them. */
async function withTitles(
  confluence: Confluence,
  nodes: readonly TreeNode[],
  signal: AbortSignal,
): Promise<TreeNode[]> {
  const nameless = nodes.filter(({ type, title }) => type === 'page' && title === undefined).slice(0, 250);
  if (nameless.length === 0) return [...nodes];
  const ids = nameless.map(({ id }) => id);
  const pages = await confluence.pages.list({ ids, limit: ids.length }, signal);
  const known = new Map(pages.items.map((page) => [page.id, page]));
  return nodes.map((node) => {
    const page = known.get(node.id);
    return page ? { ...node, title: page.title, status: page.status, spaceId: page.spaceId } : node;
  });
}
