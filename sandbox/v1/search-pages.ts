/**
 * How CQL results are cut into pages. Later pages are shorter than asked although more follow: a client must go on until
 * there is no `next` (measured: 100, 98, 91 rows; facts: confluence-api §2.2). No row is lost.
 */
export interface ResultPage {
  readonly from: number;
  readonly to: number;
  readonly hasNext: boolean;
  /** An estimate that may exceed what exists and falls from page to page, as measured. */
  readonly totalSize: number;
}

/** Page `index` (zero-based) of `total` rows. */
export function resultPage(total: number, limit: number, index: number): ResultPage {
  const later = limit >= 10 ? limit - 2 : limit;
  const from = Math.min(total, index === 0 ? 0 : limit + (index - 1) * later);
  const to = Math.min(total, from + (index === 0 ? limit : later));
  const hasNext = limit > 0 && to < total;
  const excess = index === 0 && !hasNext ? 0 : Math.max(0, 5 - 2 * index);
  return { from, to, hasNext, totalSize: total + excess };
}

export interface SearchCursor {
  readonly page: number;
  readonly includeArchivedSpaces: boolean;
  readonly excludeCurrentSpaces: boolean;
}

/** Opaque to clients. */
export function encodeCursor(cursor: SearchCursor): string {
  const flags = (cursor.includeArchivedSpaces ? 'a' : '') + (cursor.excludeCurrentSpaces ? 'x' : '');
  return `_sa_${Buffer.from(`["page",${cursor.page},"${flags}"]`).toString('base64url')}`;
}

/** Null when it is no cursor of ours. */
export function decodeCursor(text: string): SearchCursor | null {
  const match = /^_sa_([\w-]+)$/.exec(text);
  const read = /^\["page",(\d{1,6}),"(a?)(x?)"\]$/.exec(
    Buffer.from(match?.[1] ?? '', 'base64url').toString('utf8'),
  );
  if (read === null) return null;
  return {
    page: Number(read[1]),
    includeArchivedSpaces: read[2] === 'a',
    excludeCurrentSpaces: read[3] === 'x',
  };
}
