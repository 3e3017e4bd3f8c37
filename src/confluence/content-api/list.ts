import type { z } from 'zod';
import { omitAbsent } from '../omit-absent.ts';
import { checkedLimit } from '../pagination.ts';
import type { Paged, PageRequest } from '../ports.ts';
import type { Links } from '../wire-schemas.ts';
import type { ContentClient, ContentRequest } from './client.ts';
import { startAfter, startCursor, startOf } from './start-cursor.ts';

interface ListRequest extends Omit<ContentRequest, 'about' | 'body'> {
  readonly paging: PageRequest;
}

/** One page of a list. `toItem` also gets the links of the list, since only those carry the base of web links. */
export async function readList<Row, Item>(
  client: ContentClient,
  schema: z.ZodType<{ results: Row[]; _links?: Links }>,
  { paging, ...request }: ListRequest,
  toItem: (row: Row, list: Links) => Item,
  signal: AbortSignal,
): Promise<Paged<Item>> {
  const limit = checkedLimit(paging.limit);
  const start = startOf(request.operation, paging.cursor);
  const { results, _links } = await client.ask(
    schema,
    {
      ...request,
      query: { ...request.query, limit, start: start === 0 ? undefined : start },
      ...(paging.cursor !== undefined && { about: 'cursor' }),
    },
    signal,
  );
  const next = startAfter(_links, start, results.length);
  return omitAbsent({
    items: results.map((row) => toItem(row, _links)),
    nextCursor: next === undefined ? undefined : startCursor(request.operation, next),
  });
}
