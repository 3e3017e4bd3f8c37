import type { z } from 'zod';
import type { ContentOps, TreeNode } from '../ports.ts';
import { contentId } from '../ids.ts';
import { omitAbsent } from '../omit-absent.ts';
import type { CloudClient } from './client.ts';
import { readList } from './list.ts';
import * as schemas from './schemas.ts';

const nodeList = schemas.listOf(schemas.treeNode);

const maxAncestors = 250;

/** Where the ancestors of each kind of content are asked for. */
const collections: Readonly<Record<string, string>> = {
  page: 'pages',
  folder: 'folders',
  whiteboard: 'whiteboards',
  database: 'databases',
  embed: 'embeds',
};

export function createContentOps(client: CloudClient): ContentOps {
  return {
    children: (args, signal) =>
      readList(
        client,
        nodeList,
        {
          operation: 'getPageDirectChildren',
          path: `/pages/${contentId(args.id)}/direct-children`,
          subject: `page ${args.id}`,
          paging: args,
        },
        (row) => toNode(row, args.id),
        signal,
      ),

    async ancestors(args, signal) {
      contentId(args.id);
      const wanted = args.limit ?? Number.POSITIVE_INFINITY;
      const found: TreeNode[] = [];
      let from: { id: string; type: string } | undefined = { id: args.id, type: 'page' };
      // The list has no cursor: each answer holds the nearest ancestors, and its first is where to ask for the rest.
      while (from !== undefined && found.length < wanted) {
        const limit: number = Math.min(maxAncestors, wanted - found.length);
        const { value }: { value: z.output<typeof nodeList> } = await client.ask(
          nodeList,
          {
            operation: 'getPageAncestors',
            path: `/${collections[from.type] ?? 'pages'}/${from.id}/ancestors?limit=${limit}`,
            subject: `page ${args.id}`,
          },
          signal,
        );
        const nodes: TreeNode[] = value.results.map((row) => toNode(row));
        found.unshift(...nodes);
        from = nodes.length < limit ? undefined : nodes[0];
      }
      return found;
    },

    descendants: (args, signal) =>
      readList(
        client,
        nodeList,
        {
          operation: 'getPageDescendants',
          path: `/pages/${contentId(args.id)}/descendants`,
          subject: `page ${args.id}`,
          query: { depth: args.depth },
          paging: args,
        },
        (row) => toNode(row),
        signal,
      ),
  };
}

function toNode(row: z.output<typeof schemas.treeNode>, parentId?: string): TreeNode {
  return omitAbsent({
    id: row.id,
    type: row.type ?? 'page',
    title: row.title,
    status: row.status,
    spaceId: row.spaceId,
    parentId: row.parentId ?? parentId,
    depth: row.depth,
    position: row.childPosition,
  });
}
