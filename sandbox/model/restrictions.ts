import type { Content, Principal, Restriction } from './entities.ts';
import { changed, type Site } from './site.ts';

/** Replaces who alone may do something; nobody listed lifts the restriction. */
export function setRestriction(
  site: Site,
  content: Content,
  operation: Restriction['operation'],
  principals: Iterable<Principal>,
): void {
  const wanted = new Set(principals);
  content.restrictions = content.restrictions.filter((restriction) => restriction.operation !== operation);
  if (wanted.size > 0) content.restrictions.push({ operation, principals: wanted });
  changed(site);
}

/** Who alone may do it; empty when everybody with the space's right may. */
export function restrictedTo(content: Content, operation: Restriction['operation']): readonly Principal[] {
  return [
    ...(content.restrictions.find((restriction) => restriction.operation === operation)?.principals ?? []),
  ];
}
