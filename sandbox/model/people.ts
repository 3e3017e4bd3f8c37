import type { Group, Person } from './entities.ts';
import { changed, newUuid, type Site } from './site.ts';

export interface NewPerson {
  readonly displayName: string;
  readonly email: string;
  readonly groupIds?: readonly string[];
  readonly siteAdmin?: boolean;
  readonly accountId?: string;
  readonly apiToken?: string;
}

/** Adds a person with an API token of their own; ids and tokens that are not given are made up. */
export function createPerson(site: Site, person: NewPerson): Person {
  const created: Person = {
    accountId: person.accountId ?? `712020:${newUuid(site)}`,
    email: person.email,
    displayName: person.displayName,
    groupIds: person.groupIds ?? [],
    apiToken: person.apiToken ?? `ATATT3xSandbox${Buffer.from(site.random.bytes(24)).toString('base64url')}`,
    siteAdmin: person.siteAdmin ?? false,
  };
  site.people.set(created.accountId, created);
  changed(site);
  return created;
}

export function createGroup(site: Site, group: { readonly name: string; readonly id?: string }): Group {
  const created: Group = { id: group.id ?? newUuid(site), name: group.name };
  site.groups.set(created.id, created);
  changed(site);
  return created;
}
