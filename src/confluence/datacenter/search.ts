import { AppError } from '../../kernel/app-error.ts';
import { attachmentIdOf } from '../content-api/attachments.ts';
import { startAfter, startCursor, startOf } from '../content-api/start-cursor.ts';
import { omitAbsent } from '../omit-absent.ts';
import { checkedLimit } from '../pagination.ts';
import type { SearchHit, SearchOps } from '../ports.ts';
import { searchPage, toHit } from '../search-hits.ts';
import type { DataCenterClient } from './client.ts';

const operation = 'search';

export function createSearchOps(client: DataCenterClient): SearchOps {
  return {
    async cql(args, signal) {
      const start = firstRow(args);
      const { results, totalSize, _links } = await client.ask(
        searchPage,
        {
          operation,
          query: {
            cql: args.cql,
            cqlcontext: args.cqlcontext,
            excerpt: args.excerpt,
            limit: checkedLimit(args.limit),
            start: start === 0 ? undefined : start,
          },
          subject: 'the CQL query',
          about: 'cql',
        },
        signal,
      );
      const next = startAfter(_links, start, results.length);
      return omitAbsent({
        items: results.map((row) => withPortId(toHit(row, client.siteUrl, _links))),
        nextCursor: next === undefined ? undefined : startCursor(operation, next),
        totalSize,
      });
    },
  };
}

function withPortId(hit: SearchHit): SearchHit {
  const { id, type } = hit;
  return type === 'attachment' && id !== undefined ? { ...hit, id: attachmentIdOf({ id }) } : hit;
}

function firstRow({ start = 0, cursor }: Parameters<SearchOps['cql']>[0]): number {
  if (start === 0) return startOf(operation, cursor);
  if (cursor !== undefined) {
    throw new AppError('invalid_input', 'start and cursor cannot be combined.', {
      nextStep: 'Give the cursor alone to go on, or start alone to skip rows.',
    });
  }
  if (Number.isSafeInteger(start) && start > 0) return start;
  throw new AppError('invalid_input', 'start must be a whole number from 0.', {
    nextStep: 'Leave it out to begin with the first row.',
  });
}
