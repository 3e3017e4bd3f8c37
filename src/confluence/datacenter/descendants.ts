import { readContent } from '../content-api/read-content.ts';
import * as schemas from '../content-api/schemas.ts';
import { startAfter, startCursor, startOf } from '../content-api/start-cursor.ts';
import { toNode } from '../content-api/tree-node.ts';
import { contentId } from '../ids.ts';
import { omitAbsent } from '../omit-absent.ts';
import { checkedLimit } from '../pagination.ts';
import type { ContentOps, Paged, TreeNode } from '../ports.ts';
import { listOf } from '../wire-schemas.ts';
import type { DataCenterClient } from './client.ts';

const contentList = listOf(schemas.content);
const operation = 'searchContent';

/** As on Cloud (facts: confluence-api §2.1). */
const defaultDepth = 2;
const defaultLimit = 25;
/** Rows asked for at once: those below the depth wanted are read past. */
const batch = 200;
/** Requests in one call; a very deep tree goes on with the cursor. */
const mostRequests = 5;

/**
 * The pages below a page, by search: Data Center's own address for descendants gives comments alone. So the order is that in
 * which the pages were made, and one made a moment ago may be missing until the index has it.
 */
export async function readDescendants(
  client: DataCenterClient,
  args: Parameters<ContentOps['descendants']>[0],
  signal: AbortSignal,
): Promise<Paged<TreeNode>> {
  const id = contentId(args.id);
  const subject = `page ${id}`;
  const depth = args.depth ?? defaultDepth;
  const limit = checkedLimit(args.limit) ?? defaultLimit;
  const cql = `ancestor = ${id} and type = page order by created`;
  const items: TreeNode[] = [];
  let start = startOf(operation, args.cursor);

  for (let request = 0; request < mostRequests; request += 1) {
    const query = { cql, expand: 'ancestors,space', limit: batch, start: start === 0 ? undefined : start };
    const { results, _links } = await client.ask(contentList, { operation, query, subject }, signal);
    if (start === 0 && results.length === 0) await mustExist(client, id, signal);
    const next = startAfter(_links, start, results.length);
    for (const [index, row] of results.entries()) {
      const ancestors = row.ancestors ?? [];
      const above = ancestors.findIndex((ancestor) => ancestor.id === id);
      const level = above < 0 ? undefined : ancestors.length - above;
      if (level !== undefined && level > depth) continue;
      items.push(toNode(row, ancestors.at(-1)?.id, level));
      if (items.length < limit) continue;
      const more = index + 1 < results.length || next !== undefined;
      return omitAbsent({ items, nextCursor: more ? startCursor(operation, start + index + 1) : undefined });
    }
    if (next === undefined) return { items };
    start = next;
  }
  return { items, nextCursor: startCursor(operation, start) };
}

/** A search finds nothing below a page that is not there, and says no more. */
async function mustExist(client: DataCenterClient, id: string, signal: AbortSignal): Promise<void> {
  await readContent(
    client,
    { id, type: 'page', status: ['current', 'trashed'], expand: '', subject: `page ${id}` },
    signal,
  );
}
