import type { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import { checkedCursor, checkedLimit, nextCursor } from '../pagination.ts';
import type { SearchOps, SearchResult } from '../ports.ts';
import { omitAbsent } from '../omit-absent.ts';
import { queryString } from '../query.ts';
import { searchPage, toHit } from '../search-hits.ts';
import type { CloudClient } from './client.ts';

type ResultPage = z.output<typeof searchPage>;
type Arguments = Parameters<SearchOps['cql']>[0];

const defaultLimit = 25;
/** Most rows asked for at once while skipping. */
const walkLimit = 200;
/** As far as `start` may reach: each page skipped is a request. */
const maxStart = 1000;

export function createSearchOps(client: CloudClient): SearchOps {
  /** The site drops `excerpt` from its own next links, so every page is asked for with all parameters. */
  async function onePage(args: Arguments, limit: number, cursor: string | undefined, signal: AbortSignal) {
    const query = queryString({
      cql: args.cql,
      cqlcontext: args.cqlcontext,
      excerpt: args.excerpt,
      limit,
      cursor,
    });
    const request = {
      operation: 'searchByCQL',
      path: `/search${query}`,
      subject: 'the CQL query',
      about: 'cql',
    } as const;
    const { value, headers } = await client.ask(searchPage, request, signal);
    return { value, next: nextCursor(headers, value._links) };
  }

  return {
    async cql(args, signal) {
      const limit = checkedLimit(args.limit) ?? defaultLimit;
      let skip = checkedStart(args);
      let cursor = checkedCursor(args.cursor);
      // The site ignores `start` and may answer fewer rows than asked for before the end: only a missing next link ends
      // the list (facts: confluence-api §2.2).
      for (;;) {
        const pageLimit = skip === 0 ? limit : Math.min(walkLimit, skip + limit);
        const { value, next } = await onePage(args, pageLimit, cursor, signal);
        const rows = value.results.slice(skip);
        if (rows.length > 0 || skip === 0 || next === undefined) {
          return answer(rows, value, next, client.siteUrl);
        }
        skip -= value.results.length;
        cursor = next;
      }
    },
  };
}

function checkedStart(args: Arguments): number {
  const start = args.start ?? 0;
  if (start === 0) return 0;
  if (!Number.isInteger(start) || start < 0 || start > maxStart) {
    throw new AppError('invalid_input', `start must be a whole number from 0 to ${maxStart}.`, {
      nextStep: 'Go further with the cursor of the last answer, or narrow the query.',
    });
  }
  if (args.cursor !== undefined) {
    throw new AppError('invalid_input', 'start and cursor cannot be combined.', {
      nextStep: 'Give the cursor alone to go on, or start alone to skip rows.',
    });
  }
  return start;
}

function answer(
  rows: ResultPage['results'],
  page: ResultPage,
  next: string | undefined,
  siteUrl: string,
): SearchResult {
  return omitAbsent({
    items: rows.map((row) => toHit(row, siteUrl, page._links)),
    nextCursor: next,
    totalSize: page.totalSize,
  });
}
