import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../kernel/app-error.ts';

/** The links of a list, as both Cloud versions and Data Center spell them. */
export interface ListLinks {
  readonly next?: string | null | undefined;
}

/**
 * The cursor of the next page, from the Link header or `_links.next`; undefined at the end. Both forms are relative (v2
 * with `/wiki`, v1 without), or absolute behind some gateways; only the query matters (facts: confluence-api §2).
 */
export function nextCursor(
  headers: IncomingHttpHeaders,
  links: ListLinks | null | undefined,
): string | undefined {
  const next = links?.next ?? linkWithRelation(headers['link'], 'next');
  if (next === undefined) return undefined;
  return linkQuery(next).get('cursor') ?? undefined;
}

/** The target of one relation in a Link header (RFC 8288), for example `next`. */
function linkWithRelation(header: string | string[] | undefined, relation: string): string | undefined {
  if (header === undefined) return undefined;
  const whole = Array.isArray(header) ? header.join(', ') : header;
  for (const [, target, parameters] of whole.matchAll(/<([^>]*)>([^<]*)/g)) {
    if (new RegExp(`;\\s*rel="?${relation}"?(?:[\\s;,]|$)`, 'i').test(parameters ?? '')) return target;
  }
  return undefined;
}

/** The query of a link, relative or absolute. */
export function linkQuery(link: string): URLSearchParams {
  const mark = link.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : link.slice(mark + 1).split('#')[0]);
}

/** What a caller hands back as a cursor. Raises `invalid_input` for what no list of Confluence gives. */
export function checkedCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  if (cursor.length > 0 && cursor.length <= 8192 && /^[\x21-\x7e]+$/.test(cursor)) return cursor;
  throw new AppError('invalid_input', 'The cursor is not one that a list has given.', {
    nextStep: 'Use the cursor of the previous answer unchanged, or start again without one.',
  });
}

/** Rows wanted, within what the v2 lists take. Raises `invalid_input` outside 1–250. */
export function checkedLimit(limit: number | undefined): number | undefined {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= 250)) return limit;
  throw new AppError('invalid_input', 'limit must be a whole number from 1 to 250.', {
    nextStep: 'Ask for up to 250 and go on with the cursor.',
  });
}
