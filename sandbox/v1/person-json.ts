import type { Group, Person } from '../model/entities.ts';
import { wikiBase } from '../model/links.ts';
import type { Site } from '../model/site.ts';

/** A person in v1's JSON. User names and keys never appear on Cloud; addresses are shown to oneself only. */
export function userJson(site: Site, person: Person, asker: Person): Record<string, unknown> {
  const own = person.accountId === asker.accountId;
  return {
    type: 'known',
    accountId: person.accountId,
    accountType: 'atlassian',
    accountStatus: 'active',
    email: own ? person.email : '',
    publicName: person.displayName,
    displayName: person.displayName,
    locale: 'en-US',
    timeZone: own ? 'Etc/UTC' : null,
    profilePicture: { path: '/wiki/aa-avatar/default', width: 48, height: 48, isDefault: true },
    externalCollaborator: false,
    isExternalCollaborator: false,
    isGuest: false,
    _expandable: { operations: '', personalSpace: '' },
    _links: { self: `${wikiBase(site)}/rest/api/user?accountId=${encodeURIComponent(person.accountId)}` },
  };
}

/** A person by account id; an account that is gone is called so. */
export function userJsonById(site: Site, accountId: string, asker: Person): Record<string, unknown> {
  const person = site.people.get(accountId);
  if (person !== undefined) return userJson(site, person, asker);
  const gone = {
    accountId,
    email: '',
    displayName: 'Former user',
    groupIds: [],
    apiToken: '',
    siteAdmin: false,
  };
  return { ...userJson(site, gone, asker), type: 'unknown' };
}

export function groupJson(site: Site, group: Group): Record<string, unknown> {
  return {
    type: 'group',
    name: group.name,
    id: group.id,
    usageType: 'USERBASE_GROUP',
    managedBy: 'ADMINS',
    resourceAri: `ari:cloud:identity::group/${group.id}`,
    _links: { self: `${wikiBase(site)}/rest/api/group/by-id?id=${group.id}` },
  };
}
