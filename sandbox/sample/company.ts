import { createGroup, createPerson } from '../model/people.ts';
import type { Principal } from '../model/entities.ts';
import type { Site } from '../model/site.ts';

/** Everybody at Larkwater, the invented maker of river gauges whose wiki the sandbox shows. */
export type Who = 'ana' | 'ben' | 'chiara' | 'daiki' | 'eunji' | 'farah' | 'gus';

export type Team = 'everyone' | 'engineering' | 'product' | 'people' | 'contractors' | 'admins';

interface Colleague {
  readonly name: string;
  readonly accountId: string;
  readonly teams: readonly Team[];
}

/**
 * Ana administers the site; Daiki has no access to the people space; Gus only reads. Account ids and tokens are the same
 * in every sandbox, and worth nothing anywhere else.
 */
export const colleagues: Readonly<Record<Who, Colleague>> = {
  ana: {
    name: 'Ana Ferreira',
    accountId: '712020:a1a1a1a1-0000-4000-8000-00000000000a',
    teams: ['everyone', 'engineering', 'admins'],
  },
  ben: {
    name: 'Ben Okafor',
    accountId: '712020:b2b2b2b2-0000-4000-8000-00000000000b',
    teams: ['everyone', 'engineering'],
  },
  chiara: {
    name: 'Chiara Rossi',
    accountId: '712020:c3c3c3c3-0000-4000-8000-00000000000c',
    teams: ['everyone', 'product'],
  },
  daiki: {
    name: 'Daiki Mori',
    accountId: '712020:d4d4d4d4-0000-4000-8000-00000000000d',
    teams: ['engineering', 'product'],
  },
  eunji: {
    name: '김은지',
    accountId: '712020:e5e5e5e5-0000-4000-8000-00000000000e',
    teams: ['everyone', 'product'],
  },
  farah: {
    name: 'Farah Haddad',
    accountId: '712020:f6f6f6f6-0000-4000-8000-00000000000f',
    teams: ['everyone', 'people'],
  },
  gus: {
    name: 'Gus Lindqvist',
    accountId: '712020:a7a7a7a7-0000-4000-8000-000000000010',
    teams: ['contractors'],
  },
};

const groupIds: Readonly<Record<Team, string>> = {
  everyone: '10000000-0000-4000-8000-000000000001',
  engineering: '10000000-0000-4000-8000-000000000002',
  product: '10000000-0000-4000-8000-000000000003',
  people: '10000000-0000-4000-8000-000000000004',
  contractors: '10000000-0000-4000-8000-000000000005',
  admins: '10000000-0000-4000-8000-000000000006',
};

export function isWho(name: string): name is Who {
  return Object.hasOwn(colleagues, name);
}

/** A right's holder: a colleague or a team. */
export function principalOf(holder: Who | Team): Principal {
  return isWho(holder) ? `user:${colleagues[holder].accountId}` : `group:${groupIds[holder]}`;
}

/** The token with which a colleague signs in. */
export function apiTokenOf(who: Who): string {
  return `sandbox-token-of-${who}-not-a-secret`;
}

export function addCompany(site: Site): void {
  const groupNames: Readonly<Record<Team, string>> = {
    everyone: 'confluence-users-larkwater',
    engineering: 'engineering',
    product: 'product-and-design',
    people: 'people-team',
    contractors: 'contractors',
    admins: 'site-admins',
  };
  for (const [team, name] of Object.entries(groupNames)) {
    if (isTeam(team)) createGroup(site, { id: groupIds[team], name });
  }
  for (const [who, { name, accountId, teams }] of Object.entries(colleagues)) {
    if (!isWho(who)) continue;
    createPerson(site, {
      accountId,
      displayName: name,
      email: `${who}@weir.example`,
      groupIds: teams.map((team) => groupIds[team]),
      apiToken: apiTokenOf(who),
      siteAdmin: teams.includes('admins'),
    });
  }
}

function isTeam(name: string): name is Team {
  return Object.hasOwn(groupIds, name);
}
