import type { Person } from '../model/entities.ts';
import type { Site } from '../model/site.ts';

/** How people sign in on Data Center. Their account id is their user key there. */
export interface Login {
  readonly username: string;
  readonly userKey: string;
  /** Sent as a bearer token. */
  readonly personalToken: string;
  readonly password: string;
}

/** Passwords follow from user names and are worth nothing anywhere else. */
export function loginOf(person: Person): Login {
  const username = usernameOf(person);
  return {
    username,
    userKey: person.accountId,
    personalToken: person.apiToken,
    password: `sandbox-password-of-${username}-not-a-secret`,
  };
}

/** The part of the address before the `@`, in lower case as Confluence keeps user names. */
export function usernameOf(person: Person): string {
  const [name = ''] = person.email.split('@');
  return name.toLowerCase();
}

export function personNamed(site: Site, username: string): Person | undefined {
  const wanted = username.toLowerCase();
  for (const person of site.people.values()) if (usernameOf(person) === wanted) return person;
  return undefined;
}

/** Who calls without credentials. Spaces open to everybody give rights to `user:anonymous`. */
export const anonymous: Person = {
  accountId: 'anonymous',
  email: '',
  displayName: 'Anonymous',
  groupIds: [],
  apiToken: '',
  siteAdmin: false,
};

export function isAnonymous(person: Person): boolean {
  return person.accountId === anonymous.accountId;
}
