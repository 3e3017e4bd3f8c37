import type { Group, Person } from '../../model/entities.ts';
import type { Site } from '../../model/site.ts';
import { restLink } from './links.ts';
import { isAnonymous, usernameOf } from '../logins.ts';

type Json = Record<string, unknown>;

/** A person by user name and user key; Data Center knows no account ids and shows no addresses. */
export function userJson(site: Site, person: Person): Json {
  if (isAnonymous(person)) return anonymousJson(site);
  return {
    type: 'known',
    username: usernameOf(person),
    userKey: person.accountId,
    profilePicture: picture(site, 'default'),
    displayName: person.displayName,
    _links: { self: restLink(site, `/user?key=${encodeURIComponent(person.accountId)}`) },
    _expandable: { status: '' },
  };
}

/** A person by user key; one that is gone is called unknown. */
export function userJsonByKey(site: Site, userKey: string): Json {
  const person = site.people.get(userKey);
  if (person !== undefined) return userJson(site, person);
  return {
    type: 'unknown',
    username: userKey,
    userKey,
    profilePicture: picture(site, 'default'),
    displayName: `Unknown User (${userKey})`,
    _links: { self: restLink(site, `/user?key=${encodeURIComponent(userKey)}`) },
    _expandable: { status: '' },
  };
}

export function anonymousJson(site: Site): Json {
  return {
    type: 'anonymous',
    profilePicture: picture(site, 'anonymous'),
    displayName: 'Anonymous',
    _links: { self: restLink(site, '/user/anonymous') },
    _expandable: { status: '' },
  };
}

export function groupJson(site: Site, group: Group): Json {
  return {
    type: 'group',
    name: group.name,
    _links: { self: restLink(site, `/group/${encodeURIComponent(group.name)}`) },
    _expandable: {},
  };
}

function picture(site: Site, name: string): Json {
  return {
    path: `${site.contextPath}/images/icons/profilepics/${name}.svg`,
    width: 48,
    height: 48,
    isDefault: true,
  };
}
