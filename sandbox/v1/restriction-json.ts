import type { Content, Person, Restriction } from '../model/entities.ts';
import { wikiBase } from '../model/links.ts';
import { restrictedTo } from '../model/restrictions.ts';
import type { Site } from '../model/site.ts';
import { groupJson, userJsonById } from './person-json.ts';

type Json = Record<string, unknown>;
export const restrictedOperations = ['read', 'update'] as const satisfies readonly Restriction['operation'][];

/** Who alone may do one operation; both lists empty where nobody is left out. */
export function restrictionJson(
  site: Site,
  asker: Person,
  content: Content,
  operation: Restriction['operation'],
): Json {
  const principals = restrictedTo(content, operation);
  const users = principals.filter((principal) => principal.startsWith('user:'));
  const groups = principals.flatMap((principal) => site.groups.get(principal.slice('group:'.length)) ?? []);
  return {
    operation,
    restrictions: {
      user: arrayJson(users.map((user) => userJsonById(site, user.slice('user:'.length), asker))),
      group: arrayJson(groups.map((group) => groupJson(site, group))),
      _expandable: {},
    },
    _expandable: { content: `/rest/api/content/${content.id}` },
    _links: { self: `${wikiBase(site)}/rest/api/content/${content.id}/restriction/byOperation/${operation}` },
  };
}

/** Both operations, always (facts: confluence-api §9). */
export function restrictionsByOperation(site: Site, asker: Person, content: Content): Json {
  return {
    ...Object.fromEntries(
      restrictedOperations.map((operation) => [operation, restrictionJson(site, asker, content, operation)]),
    ),
    _links: { self: `${wikiBase(site)}/rest/api/content/${content.id}/restriction/byOperation` },
  };
}

function arrayJson(results: readonly unknown[]): Json {
  return { results, start: 0, limit: 200, size: results.length };
}
