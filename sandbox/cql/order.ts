import type { Field } from './fields.ts';
import type { SearchEntity } from './search-entity.ts';
import { countMatches, type TextQuery } from './text-query.ts';

export type Comparer = (a: SearchEntity, b: SearchEntity) => number;

/** Orders by one field of ORDER BY. */
export function compareBy(field: Field, descending: boolean): Comparer {
  const ascending = ascendingBy(field);
  return descending ? (a, b) => ascending(b, a) : ascending;
}

function ascendingBy(field: Field): Comparer {
  switch (field.name) {
    case 'created':
      return (a, b) => a.createdAt - b.createdAt;
    case 'lastmodified':
      return (a, b) => a.modifiedAt - b.modifiedAt;
    case 'id':
      return (a, b) => numberOf(a.id) - numberOf(b.id);
    default: {
      const key = keyOf(field);
      return (a, b) => key(a).localeCompare(key(b), 'en', { sensitivity: 'base' });
    }
  }
}

function keyOf(field: Field): (entity: SearchEntity) => string {
  switch (field.name) {
    case 'creator':
    case 'creator.fullname':
      return (entity) => entity.creatorName;
    case 'space':
    case 'space.key':
      return (entity) => entity.space.key;
    case 'space.title':
      return (entity) => entity.space.name;
    case 'space.type':
      return (entity) => entity.space.type;
    case 'type':
      return (entity) => entity.kind;
    default:
      return (entity) => entity.title;
  }
}

function numberOf(id: string): number {
  return Number(id.replace(/^att/, '')) || 0;
}

/** The ranking of `siteSearch`: titles weigh most. The real ranking is not known beyond that (facts: confluence-api §10). */
export function byRelevance(query: TextQuery): Comparer {
  const scores = new Map<SearchEntity, number>();
  const score = (entity: SearchEntity): number => {
    const known = scores.get(entity);
    if (known !== undefined) return known;
    const title = countMatches(query, entity.titleWords());
    const body = countMatches(query, entity.words());
    const share = title / Math.max(1, entity.titleWords().length);
    const found = title * 20 + share * 20 + Math.min(body, 20);
    scores.set(entity, found);
    return found;
  };
  return (a, b) => score(b) - score(a);
}
