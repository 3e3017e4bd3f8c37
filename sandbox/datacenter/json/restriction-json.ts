import type { Content, Principal, Restriction } from '../../model/entities.ts';
import { restrictedTo } from '../../model/restrictions.ts';
import type { Site } from '../../model/site.ts';
import { ancestorsOf } from '../../model/tree.ts';
import { restLink } from './links.ts';
import { groupJson, userJsonByKey } from './person-json.ts';

type Json = Record<string, unknown>;

export const restrictedOperations = ['read', 'update'] as const satisfies readonly Restriction['operation'][];

/** Who alone may do one operation; both lists are empty where nobody is left out. */
export function restrictionJson(
  site: Site,
  content: Content,
  operation: Restriction['operation'],
  page: { readonly start: number; readonly limit: number } = { start: 0, limit: 200 },
): Json {
  const path = `/content/${content.id}/restriction/byOperation/${operation}`;
  return {
    operation,
    restrictions: principalsJson(site, restrictedTo(content, operation), page),
    _links: { self: restLink(site, path) },
    _expandable: { content: `/rest/api/content/${content.id}` },
  };
}

/** Who alone may read this, and whatever above it holds people off too; the nearest first. */
export function viewRestrictions(site: Site, content: Content): Json[] {
  return [content, ...ancestorsOf(site, content)]
    .filter((item) => restrictedTo(item, 'read').length > 0)
    .map((item) => ({
      ...restrictionJson(site, item, 'read'),
      content: { id: item.id, type: item.kind, title: item.title },
    }));
}

/** Both operations, always. */
export function restrictionsByOperation(site: Site, content: Content): Json {
  return {
    ...Object.fromEntries(
      restrictedOperations.map((operation) => [operation, restrictionJson(site, content, operation)]),
    ),
    _links: { self: restLink(site, `/content/${content.id}/restriction/byOperation`) },
  };
}

function principalsJson(
  site: Site,
  principals: readonly Principal[],
  page: { readonly start: number; readonly limit: number },
): Json {
  const users = principals.filter((principal) => principal.startsWith('user:'));
  const groups = principals.flatMap((principal) => site.groups.get(principal.slice('group:'.length)) ?? []);
  return {
    user: pageOf(
      users.map((user) => userJsonByKey(site, user.slice('user:'.length))),
      page,
    ),
    group: pageOf(
      groups.map((group) => groupJson(site, group)),
      page,
    ),
    _expandable: {},
  };
}

function pageOf(rows: readonly unknown[], { start, limit }: { start: number; limit: number }): Json {
  const results = rows.slice(start, start + limit);
  return { results, start, limit, size: results.length };
}
