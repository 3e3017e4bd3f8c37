import type { Person } from '../model/entities.ts';
import type { Site } from '../model/site.ts';
import { compileCql } from './compile.ts';
import type { Dialect } from './dialect.ts';
import { searchableEntities, type IndexedEntity } from './entities-of-site.ts';
import type { QueryContext } from './query-context.ts';
import type { TextQuery } from './text-query.ts';

export interface SearchOptions {
  /** From `cqlcontext`. */
  readonly spaceKey?: string;
  readonly contentId?: string;
  readonly includeArchivedSpaces?: boolean;
  readonly excludeCurrentSpaces?: boolean;
  /** Cloud's unless given. */
  readonly dialect?: Dialect;
  readonly accountNamed?: (name: string) => string | undefined;
}

export interface Found {
  /** Everything that matches and that the person may read, in the order of the answer. */
  readonly entities: readonly IndexedEntity[];
  /** What to highlight. */
  readonly texts: readonly TextQuery[];
}

/** Runs a CQL query as a person. Raises a CqlError. */
export function searchSite(site: Site, person: Person, cql: string, options: SearchOptions = {}): Found {
  const query = compileCql(cql, queryContext(site, person, options));
  const entities = searchableEntities(site, person).filter(
    (entity) =>
      (entity.kind !== 'space' || query.asksForSpaces) && inScope(entity, options) && query.matches(entity),
  );
  return { entities: query.order === null ? entities : entities.sort(query.order), texts: query.texts };
}

/** Content of archived spaces is found on request only (facts: confluence-api §10). */
function inScope(entity: IndexedEntity, options: SearchOptions): boolean {
  return entity.spaceEntity.status === 'archived'
    ? options.includeArchivedSpaces === true || options.excludeCurrentSpaces === true
    : options.excludeCurrentSpaces !== true;
}

/** What functions of a query refer to for this person. */
export function queryContext(site: Site, person: Person, options: SearchOptions = {}): QueryContext {
  // The site keeps no list of views: what a person wrote last counts as seen last.
  const recent = () =>
    [...site.contents.values()]
      .flatMap((content) => {
        const own = content.versions.findLast((version) => version.authorId === person.accountId);
        return own === undefined || content.status !== 'current' ? [] : [{ content, at: own.createdAt }];
      })
      .sort((a, b) => b.at - a.at)
      .map(({ content }) => content);
  return {
    accountId: person.accountId,
    now: site.clock.now(),
    ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
    ...(options.accountNamed === undefined ? {} : { accountNamed: options.accountNamed }),
    ...(options.spaceKey === undefined ? {} : { spaceKey: options.spaceKey }),
    ...(options.contentId === undefined ? {} : { contentId: options.contentId }),
    favouriteSpaceKeys: () =>
      [...site.spaces.values()]
        .map((space) => space.key)
        .filter((key) => site.favourites.has(`${person.accountId} space:${key}`)),
    recentContentIds: () => recent().map((content) => content.id),
    recentSpaceKeys: () => [
      ...new Set(recent().flatMap((content) => site.spaces.get(content.spaceId)?.key ?? [])),
    ],
  };
}
