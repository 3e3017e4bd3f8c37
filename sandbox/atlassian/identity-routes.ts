import { type Context, Hono } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import type { Site } from '../model/site.ts';
import type { AccessToken } from './accounts.ts';
import { apiPath } from './addresses.ts';
import { cloudIdsOf, livingAccessToken } from './grants.ts';
import { sitesOf } from './sites.ts';

/** Who and where a token is for: accessible-resources and the profile. */
export function identityRoutes(site: Site): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get(`${apiPath}/oauth/token/accessible-resources`, (c) => {
    const token = bearer(site, c);
    return token === undefined ? unauthorized(c) : c.json(resources(site, token));
  });
  routes.get(`${apiPath}/me`, (c) => {
    const token = bearer(site, c);
    if (token === undefined) return unauthorized(c);
    if (!token.scopes.includes('read:me')) return unauthorized(c, 'Unauthorized; scope does not match');
    return c.json(profile(site, token));
  });
  return routes;
}

/** One entry a product and site: the same id comes twice where scopes of two products were granted. */
function resources(site: Site, token: AccessToken): unknown[] {
  if (site.accounts.guests.has(token.accountId)) return [];
  const granted = cloudIdsOf(site, token);
  const byProduct = [':confluence', ':jira'].map((mark) =>
    token.scopes.filter((scope) => scope.includes(mark)),
  );
  return sitesOf(site)
    .filter(({ cloudId }) => granted.includes(cloudId))
    .flatMap(({ cloudId, url, name }) =>
      byProduct
        .filter((scopes) => scopes.length > 0)
        .map((scopes) => ({ id: cloudId, url, name, scopes, avatarUrl: `${site.baseUrl}/avatars/site.png` })),
    );
}

function profile(site: Site, token: AccessToken): unknown {
  const person = site.people.get(token.accountId);
  const name = person?.displayName ?? '';
  return {
    account_type: token.chainId === null ? 'app' : 'atlassian',
    account_id: token.accountId,
    email: person?.email ?? '',
    name,
    picture: `${site.baseUrl}/avatars/person.png`,
    account_status: 'active',
    nickname: name,
    zoneinfo: 'Etc/UTC',
    locale: 'en-US',
    extended_profile: { job_title: '', organization: '', department: '', location: '' },
  };
}

function bearer(site: Site, c: Context<RouteEnv>): AccessToken | undefined {
  const [, token = ''] = /^bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  return livingAccessToken(site, token);
}

function unauthorized(c: Context<RouteEnv>, message = 'Unauthorized'): Response {
  return c.json({ code: 401, message }, 401);
}
