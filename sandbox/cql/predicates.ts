import type { Comparison } from './ast.ts';
import { unparsable } from './cql-error.ts';
import type { Moment } from './dates.ts';
import type { Field } from './fields.ts';
import type { QueryContext } from './query-context.ts';
import type { SearchEntity } from './search-entity.ts';
import { matchesText } from './text-query.ts';
import type { ReadValues } from './values.ts';
import { wordsOf } from './words.ts';

export type Predicate = (entity: SearchEntity) => boolean;

/** What a checked comparison asks of an entity. */
export function predicateOf(
  cql: string,
  field: Field,
  comparison: Comparison,
  read: ReadValues,
  context: QueryContext,
): Predicate {
  const positive = positivePredicate(cql, field, comparison, read, context);
  switch (comparison.operator) {
    case '!=':
    case 'not in':
    case '!~':
      return (entity) => !positive(entity);
    default:
      return positive;
  }
}

function positivePredicate(
  cql: string,
  field: Field,
  comparison: Comparison,
  read: ReadValues,
  context: QueryContext,
): Predicate {
  const oneOf = (value: string | null): boolean => value !== null && read.texts.includes(value.toLowerCase());
  const anyOf = (values: ReadonlySet<string>): boolean => read.texts.some((text) => values.has(text));
  const holds = (words: Parameters<typeof matchesText>[1]): boolean =>
    read.text !== null && matchesText(read.text, words);
  switch (field.name) {
    case 'ancestor':
      return (entity) => entity.ancestorIds.some(oneOf);
    case 'container':
      return (entity) => oneOf(entity.containerId);
    case 'parent':
      return (entity) => oneOf(entity.parentId);
    case 'content':
    case 'id':
      return (entity) =>
        oneOf(entity.id) || (entity.kind === 'attachment' && oneOf(entity.id.slice('att'.length)));
    case 'created':
      return inTime(comparison, read.moment, (entity) => entity.createdAt);
    case 'lastmodified':
      return inTime(comparison, read.moment, (entity) => entity.modifiedAt);
    case 'creator':
      return (entity) => read.texts.includes(entity.creatorId);
    case 'contributor':
      return (entity) => anyOf(entity.contributorIds);
    case 'watcher':
      return (entity) => anyOf(entity.watcherIds);
    case 'favourite':
    case 'favorite':
      refuseOthersFavourites(cql, comparison, read, context);
      return (entity) => anyOf(entity.favouriteIds);
    case 'mention':
      return (entity) => anyOf(entity.mentions());
    case 'label':
      return (entity) => anyOf(entity.labels);
    case 'macro':
      return (entity) => [...entity.macros()].some(oneOf);
    case 'pageStatus':
      return (entity) => isOneOfQuoted(read, entity.state);
    case 'space':
    case 'space.key':
      return (entity) => oneOf(entity.space.key);
    case 'space.type': {
      const favourites = read.texts.includes('favourite') ? context.favouriteSpaceKeys() : [];
      return (entity) => oneOf(entity.space.type) || favourites.includes(entity.space.key);
    }
    case 'space.category':
      return (entity) =>
        (entity.space.labels ?? []).some((label) => label.prefix === 'team' && oneOf(label.name));
    case 'subtype':
      return (entity) => oneOf(entity.subtype);
    case 'type':
      // On Cloud `user` is accepted and filters nothing (facts: confluence-api §10).
      return read.texts.includes('user') && context.dialect?.filtersUsers !== true
        ? () => true
        : (entity) => oneOf(entity.kind);
    case 'text':
    case 'siteSearch':
      return (entity) => holds(entity.words());
    case 'creator.fullname':
      return (entity) => holds(wordsOf(entity.creatorName));
    case 'space.title':
      return (entity) => holds(wordsOf(entity.space.name));
    case 'title':
      return read.text === null
        ? (entity) => isOneOfQuoted(read, entity.title)
        : (entity) => holds(entity.titleWords());
    default:
      throw unparsable(cql, `the field '${field.name}' cannot be searched here`, comparison.index);
  }
}

/** Exact without regard to case. The documentation writes names of several words in quotes within the quotes. */
function isOneOfQuoted(read: ReadValues, value: string | null): boolean {
  if (value === null) return false;
  const wanted = value.toLowerCase();
  return read.texts.some((text) => text === wanted || text === `"${wanted}"`);
}

function inTime(
  comparison: Comparison,
  moment: Moment | null,
  timeOf: (entity: SearchEntity) => number,
): Predicate {
  if (moment === null) return () => false;
  switch (comparison.operator) {
    case '>':
      return (entity) => timeOf(entity) > moment.at;
    case '>=':
      return (entity) => timeOf(entity) >= moment.at;
    case '<':
      return (entity) => timeOf(entity) < moment.at;
    case '<=':
      return (entity) => timeOf(entity) <= moment.at;
    default:
      return (entity) => timeOf(entity) >= moment.from && timeOf(entity) < moment.to;
  }
}

/** Only one's own favourites can be searched, says the documentation of the field. */
function refuseOthersFavourites(
  cql: string,
  comparison: Comparison,
  read: ReadValues,
  context: QueryContext,
): void {
  if (read.texts.every((accountId) => accountId === context.accountId)) return;
  throw unparsable(cql, `the field '${comparison.field}' takes the current user only`, comparison.index);
}
