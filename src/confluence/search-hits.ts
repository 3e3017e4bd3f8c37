import { z } from 'zod';
import { omitAbsent } from './omit-absent.ts';
import type { SearchHit } from './ports.ts';
import { plainSearchText } from './search-text.ts';
import { linkOf, webUrl } from './web-links.ts';
import { id, links, text, type Links } from './wire-schemas.ts';

const container = z.looseObject({ title: text, displayUrl: text }).nullish();

const hit = z.looseObject({
  entityType: text,
  title: text,
  excerpt: text,
  url: text,
  lastModified: text,
  resultGlobalContainer: container,
  content: z.looseObject({ id: id.nullish(), type: text, title: text, _links: links }).nullish(),
  space: z.looseObject({ id: id.nullish(), key: text, name: text, type: text, _links: links }).nullish(),
  user: z.looseObject({ accountId: text, userKey: text, displayName: text }).nullish(),
});

/** One page of `/rest/api/search`, which Cloud and Data Center answer in one form (facts: confluence-api §10). */
export const searchPage = z.looseObject({
  results: z.array(hit),
  totalSize: z.number().nullish(),
  _links: links,
});

/** A row of a search as people read it; `list` are the links of the page it stands in. */
export function toHit(row: z.output<typeof hit>, siteUrl: string, list: Links): SearchHit {
  const { content, space, user } = row;
  return omitAbsent({
    entityType: row.entityType ?? 'content',
    id: content?.id ?? space?.id ?? user?.accountId ?? user?.userKey,
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
