import { contentId } from '../ids.ts';
import { omitAbsent } from '../omit-absent.ts';
import type { ContentOps, TreeNode } from '../ports.ts';
import { listOf } from '../wire-schemas.ts';
import { readList } from './list.ts';
import { readContent } from './read-content.ts';
import * as schemas from './schemas.ts';
import { publishedStatuses, type ContentSite } from './content-site.ts';
import { toNode } from './tree-node.ts';

const contentList = listOf(schemas.content);

/** What is above and directly below a page. */
export function createTreeReads({
  client,
  spaces,
  dialect,
}: ContentSite): Pick<ContentOps, 'children' | 'ancestors'> {
  return {
    children: (args, signal) =>
      readList(
        client,
        contentList,
        {
          operation: 'childrenOfType',
          kind: 'page',
          parameters: { id: contentId(args.id), type: 'page' },
          query: { expand: 'space' },
          subject: `page ${args.id}`,
          paging: args,
        },
        (row) => {
          spaces.learn(row.space);
          return toNode(row, args.id);
        },
        signal,
      ),

    async ancestors({ id, limit }, signal) {
      const row = await readContent(
        client,
        {
          id,
          type: 'page',
          status: publishedStatuses(dialect),
          expand: 'ancestors,space',
          subject: `page ${id}`,
        },
        signal,
      );
      spaces.learn(row.space);
      const path = row.ancestors ?? [];
      const nodes = path.map((ancestor, index): TreeNode =>
        omitAbsent({
          id: ancestor.id,
          type: ancestor.type ?? 'page',
          title: ancestor.title,
          status: ancestor.status,
          spaceId: row.space?.id,
          parentId: path[index - 1]?.id,
        }),
      );
      // The nearest ones, as v2 of Cloud does.
      return limit === undefined ? nodes : nodes.slice(-limit);
    },
  };
}
