import type { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import { checkedCursor, checkedLimit, nextCursor } from '../pagination.ts';
import type { SearchHit, SearchOps, SearchResult } from '../ports.ts';
import type { CloudClient } from './client.ts';
import { linkOf, webUrl } from './mapping.ts';
import { omitAbsent } from './omit-absent.ts';
import { queryString } from './query.ts';
import * as schemas from './schemas.ts';
import { plainSearchText } from './search-text.ts';

type Row = z.output<typeof schemas.searchResult>;
type Links = z.output<typeof schemas.links>;
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
    const { value, headers } = await client.ask(schemas.searchPage, request, signal);
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
  rows: readonly Row[],
  page: z.output<typeof schemas.searchPage>,
  next: string | undefined,
  siteUrl: string,
): SearchResult {
  return omitAbsent({
    items: rows.map((row) => toHit(row, siteUrl, page._links)),
    nextCursor: next,
    totalSize: page.totalSize,
  });
}

function toHit(row: Row, siteUrl: string, list: Links): SearchHit {
  const { content, space, user } = row;
  return omitAbsent({
    entityType: row.entityType ?? 'content',
    id: content?.id ?? space?.id ?? user?.accountId,
    type: content?.type ?? space?.type,
    // The row's own title is HTML-escaped and carries highlight marks; the content's is the real one.
    title: content?.title ?? space?.name ?? user?.displayName ?? plainSearchText(row.title ?? ''),
    spaceKey: space?.key ?? spaceKeyIn(row.resultGlobalContainer?.displayUrl) ?? spaceKeyIn(row.url),
    spaceName: space?.name ?? row.resultGlobalContainer?.title,
    excerpt: plainSearchText(row.excerpt ?? '') || undefined,
    lastModified: row.lastModified,
    webUrl: webUrl(siteUrl, list?.base, row.url) ?? linkOf(siteUrl, content?._links ?? space?._links, list),
  });
}

/** The space key in a relative address: `/spaces/KEY/…` or `/display/KEY`. */
function spaceKeyIn(url: string | null | undefined): string | undefined {
  const key = /^\/?(?:spaces|display)\/([^/?#]+)/.exec(url ?? '')?.[1];
  try {
    return key === undefined ? undefined : decodeURIComponent(key);
  } catch {
    return key;
  }
}
