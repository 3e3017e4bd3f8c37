import type { CloudClient } from '../cloud/client.ts';
import * as schemas from '../content-api/schemas.ts';
import { startAfter, startCursor, startOf } from '../content-api/start-cursor.ts';
import { toNode } from '../content-api/tree-node.ts';
import { contentId } from '../ids.ts';
import { omitAbsent } from '../omit-absent.ts';
import { checkedLimit } from '../pagination.ts';
import type { ContentOps, Paged, TreeNode } from '../ports.ts';
import { queryString } from '../query.ts';
import { listOf } from '../wire-schemas.ts';

const contentList = listOf(schemas.content);
const operation = 'getDescendantsOfType';

/** As in v2 (facts: confluence-api §2.1). */
const defaultDepth = 2;

/** The pages below a page, which the living part of v1 still lists. How deep each lies is told by its ancestors. */
export async function readDescendants(
  client: CloudClient,
  args: Parameters<ContentOps['descendants']>[0],
  signal: AbortSignal,
): Promise<Paged<TreeNode>> {
  const id = contentId(args.id);
  const start = startOf(operation, args.cursor);
  const query = queryString({
    depth: args.depth ?? defaultDepth,
    expand: 'ancestors,space',
    limit: checkedLimit(args.limit),
    start: start === 0 ? undefined : start,
  });
  const { value } = await client.ask(
    contentList,
    { operation, path: `/content/${id}/descendant/page${query}`, subject: `page ${id}` },
    signal,
  );
  const next = startAfter(value._links, start, value.results.length);
  return omitAbsent({
    items: value.results.map((row) => {
      const ancestors = row.ancestors ?? [];
      const above = ancestors.findIndex((ancestor) => ancestor.id === id);
      return toNode(row, ancestors.at(-1)?.id, above < 0 ? undefined : ancestors.length - above);
    }),
    nextCursor: next === undefined ? undefined : startCursor(operation, next),
  });
}
