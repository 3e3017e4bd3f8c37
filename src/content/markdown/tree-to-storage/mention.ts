import { escapeAttribute } from '../../storage/entities.ts';
import type { Person } from '../resolvers.ts';

/** `ri:user` of a person: by account id on Cloud, by user key on Data Center. */
export function userElement(person: Person): string {
  return person.accountId === undefined
    ? `<ri:user ri:userkey="${escapeAttribute(person.userKey ?? '')}" />`
    : `<ri:user ri:account-id="${escapeAttribute(person.accountId)}" />`;
}
