import type { IndexedEntity } from '../cql/entities-of-site.ts';
import type { TextQuery } from '../cql/text-query.ts';
import { isoTime } from '../http/iso-time.ts';
import type { Person } from '../model/entities.ts';
import { spaceWebui, wikiBase } from '../model/links.ts';
import type { Site } from '../model/site.ts';
import { userJson } from './person-json.ts';
import { entityWebui, searchContentJson, searchSpaceJson } from './search-content.ts';
import { excerptOf, rowTitle } from './search-excerpt.ts';
import type { SearchRequest } from './search-request.ts';

type Json = Record<string, unknown>;

/**
 * A row of `/search`. `title` is escaped and marked while `content.title` is clean, `score` is always 0.0, `breadcrumbs`
 * are always empty, spaces come without `content` (facts: confluence-api §10).
 */
export function searchRow(
  site: Site,
  person: Person,
  entity: IndexedEntity,
  texts: readonly TextQuery[],
  request: SearchRequest,
): Json {
  const isSpace = entity.source.kind === 'space';
  const container = containerOf(site, entity);
  return {
    ...(isSpace
      ? { space: searchSpaceJson(site, person, entity.spaceEntity) }
      : { content: searchContentJson(site, person, entity, request.expand) }),
    title: rowTitle(entity.title, texts),
    excerpt: excerptOf(entity.text(), request.excerpt, texts),
    url: entityWebui(site, entity.source),
    ...(container === null ? {} : { resultParentContainer: container }),
    resultGlobalContainer: { title: entity.space.name, displayUrl: spaceWebui(entity.spaceEntity) },
    breadcrumbs: [],
    entityType: isSpace ? 'space' : 'content',
    iconCssClass: isSpace ? 'aui-icon space-default' : `aui-icon content-type-${entity.kind}`,
    lastModified: isoTime(entity.modifiedAt),
    friendlyLastModified: friendly.format(entity.modifiedAt),
    score: 0.0,
  };
}

/** A row of `/search/user`. */
export function personRow(site: Site, asker: Person, person: Person): Json {
  return {
    user: userJson(site, person, asker),
    title: person.displayName,
    excerpt: '',
    url: `/people/${encodeURIComponent(person.accountId)}`,
    breadcrumbs: [],
    entityType: 'user',
    iconCssClass: 'aui-icon content-type-profile',
    lastModified: isoTime(0),
    friendlyLastModified: '',
    score: 0.0,
  };
}

/** As the user interface writes days: `Jul 01, 2026`. */
const friendly = new Intl.DateTimeFormat('en-US', {
  month: 'short',
  day: '2-digit',
  year: 'numeric',
  timeZone: 'UTC',
});

/** The page that a comment or a file belongs to. */
function containerOf(site: Site, entity: IndexedEntity): Json | null {
  const { source } = entity;
  if (source.kind !== 'comment' && source.kind !== 'attachment') return null;
  const url = entityWebui(site, { kind: 'content', content: source.content });
  return { title: source.content.title, displayUrl: url };
}

/** The links of a page of results; relative ones are relative to the `/wiki` context. */
export function resultLinks(site: Site, self: string, next: string | null): Json {
  return {
    base: wikiBase(site),
    context: '/wiki',
    self: `${wikiBase(site)}${self}`,
    ...(next === null ? {} : { next }),
  };
}
