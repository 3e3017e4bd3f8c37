import type { OperationContext } from '../operation.ts';
import type { StoredBody } from './stored-body.ts';

/** Names that a view shows and its page does not hold: display names by account id or user key. */
export type PeopleShown = ReadonlyMap<string, string>;

/** Most people that one view looks up: Cloud tells them in one request, Data Center one by one. */
const maxPeople = { cloud: 250, datacenter: 8 } as const;

/**
 * ADF mentions carry names of their own; storage format has ids alone (facts: formats §2). Bounded, so that a body full
 * of beginnings costs no more than its length.
 */
const userReference = /<ri:user\s[^<>]{0,200}?\bri:(?:account-id|userkey)="([^"<>]{1,200})"/g;

/** Names of the people that a body mentions, in one request on Cloud; none where nobody is mentioned. */
export async function namesShown(
  { confluence, people, signal }: Pick<OperationContext, 'confluence' | 'people' | 'signal'>,
  { representation, value }: Pick<StoredBody, 'representation' | 'value'>,
): Promise<PeopleShown> {
  if (representation !== 'storage' || !people) return new Map();
  const ids = new Set([...value.matchAll(userReference)].map(([, id = '']) => id));
  return ids.size === 0 ? new Map() : people.byIds([...ids].slice(0, maxPeople[confluence.platform]), signal);
}
