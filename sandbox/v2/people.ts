import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteEnv } from '../http/context.ts';
import { readJson } from '../http/read-json.ts';
import type { Person } from '../model/entities.ts';
import { wikiBase } from '../model/links.ts';
import type { Site } from '../model/site.ts';

const peopleAsked = z.looseObject({ accountIds: z.array(z.string()).min(1).max(250) });
const addressesAsked = z.looseObject({ emails: z.array(z.string()) });

/** People by account id; addresses are shown to oneself only, as profiles do that share nothing. */
export function peopleRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.post('/users-bulk', async (c) => {
    const { accountIds } = await readJson(c, peopleAsked);
    const people = [...new Set(accountIds)].flatMap((id) => c.get('site').people.get(id) ?? []);
    return c.json({
      results: people.map((person) => personJson(c.get('site'), person, c.get('person'))),
      _links: { base: wikiBase(c.get('site')) },
    });
  });
  routes.post('/user/access/check-access-by-email', async (c) => {
    const { emails } = await readJson(c, addressesAsked);
    const known = new Set([...c.get('site').people.values()].map((person) => person.email.toLowerCase()));
    const valid = emails.filter((email) => /^[^@\s]+@[^@\s]+$/.test(email));
    return c.json({
      emailsWithoutAccess: valid.filter((email) => !known.has(email.toLowerCase())),
      invalidEmails: emails.filter((email) => !valid.includes(email)),
    });
  });
  return routes;
}

function personJson(site: Site, person: Person, asker: Person): Record<string, unknown> {
  const own = person.accountId === asker.accountId;
  return {
    displayName: person.displayName,
    publicName: person.displayName,
    timeZone: own ? 'Etc/UTC' : null,
    personalSpaceId: personalSpaceOf(site, person),
    email: own ? person.email : '',
    isExternalCollaborator: false,
    accountStatus: 'active',
    accountId: person.accountId,
    accountType: 'atlassian',
    profilePicture: { path: '/wiki/aa-avatar/default', isDefault: true },
  };
}

function personalSpaceOf(site: Site, person: Person): string | null {
  for (const space of site.spaces.values()) {
    if (space.type === 'personal' && space.authorId === person.accountId) return space.id;
  }
  return null;
}
