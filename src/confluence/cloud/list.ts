import type { z } from 'zod';
import { checkedCursor, checkedLimit, nextCursor } from '../pagination.ts';
import type { Paged, PageRequest } from '../ports.ts';
import { omitAbsent } from '../omit-absent.ts';
import { queryString, type QueryValue } from '../query.ts';
import type { CloudClient, CloudRequest } from './client.ts';
import type * as schemas from './schemas.ts';

interface ListRequest extends Pick<CloudRequest, 'operation' | 'path' | 'subject'> {
  /** Filters, by their names on the wire. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly paging: PageRequest;
}

type Links = z.output<typeof schemas.links>;

/** One page of a v2 list. `toItem` also gets the links of the list, since only those carry the base of web links. */
export async function readList<Row, Item>(
  client: CloudClient,
  schema: z.ZodType<{ results: Row[]; _links?: Links }>,
  request: ListRequest,
  toItem: (row: Row, list: Links) => Item,
  signal: AbortSignal,
): Promise<Paged<Item>> {
  const { limit, cursor } = request.paging;
  const query = queryString({ ...request.query, limit: checkedLimit(limit), cursor: checkedCursor(cursor) });
  const { value, headers } = await client.ask(
    schema,
    {
      operation: request.operation,
      path: request.path + query,
      subject: request.subject,
      ...(cursor !== undefined && { about: 'cursor' }),
    },
    signal,
  );
  return omitAbsent({
    items: value.results.map((row) => toItem(row, value._links)),
    nextCursor: nextCursor(headers, value._links),
  });
}
