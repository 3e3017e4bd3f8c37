import { type Context, Hono } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import type { Person } from '../model/entities.ts';
import { changed, type Site } from '../model/site.ts';
import { consentPage } from './account-pages.ts';
import { authPath, idPath } from './addresses.ts';
import {
  type AuthorizationRequest,
  hasTooManyScopes,
  readAuthorizationRequest,
  type RequestRefusal,
} from './authorization-request.ts';
import { consentOf, consentTo } from './grants.ts';
import { secretText } from './random-text.ts';
import type { AtlassianSettings } from './settings.ts';
import { loginAddress, signedIn } from './sign-in-routes.ts';
import { sitesOf } from './sites.ts';

const codeLifeMs = 5 * 60_000;

/** The authorization address: sign-in, consent with the choice of a site, and back to the app with a code or without. */
export function authorizeRoutes(site: Site, settings: AtlassianSettings): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get(`${authPath}/authorize`, (c) => {
    const { searchParams: query } = new URL(c.req.url);
    if (hasTooManyScopes(query)) return headerTooLarge(c);
    const person = signedIn(site, c);
    if (person === undefined)
      return c.redirect(loginAddress(`${authPath}/authorize?${query.toString()}`), 302);
    const request = readAuthorizationRequest(site, person, query);
    if ('error' in request) return c.redirect(errorAddress(request), 302);
    if (!request.askAgain && allowedBefore(site, request, person))
      return c.redirect(grantedAddress(site, settings, request, person), 302);
    return consentPage(c, request, { person, sites: sitesOf(site), query: query.toString() });
  });
  routes.post(`${authPath}/authorize`, async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const query = new URLSearchParams(form.get('query') ?? '');
    const person = signedIn(site, c);
    if (person === undefined)
      return c.redirect(loginAddress(`${authPath}/authorize?${query.toString()}`), 303);
    const request = readAuthorizationRequest(site, person, query);
    if ('error' in request) return c.redirect(errorAddress(request), 303);
    if (form.get('decision') !== 'accept') return c.redirect(cancelledAddress(request), 302);
    const cloudIds = chosenSites(site, request, form.get('site') ?? '');
    if (cloudIds.length === 0)
      return c.redirect(errorAddress({ error: 'access_denied', description: 'No such site' }), 303);
    consentTo(site, request.app, person.accountId, { scopes: request.scopes, cloudIds });
    return c.redirect(grantedAddress(site, settings, request, person), 302);
  });
  return routes;
}

function chosenSites(site: Site, request: AuthorizationRequest, chosen: string): string[] {
  const known = sitesOf(site).map(({ cloudId }) => cloudId);
  return request.app.grants === 'every-site' ? known : known.filter((cloudId) => cloudId === chosen);
}

function allowedBefore(site: Site, request: AuthorizationRequest, person: Person): boolean {
  const consent = consentOf(site, request.app.clientId, person.accountId);
  return (
    consent?.scopes.length === request.scopes.length &&
    request.scopes.every((scope) => consent.scopes.includes(scope))
  );
}

function grantedAddress(
  site: Site,
  settings: AtlassianSettings,
  request: AuthorizationRequest,
  person: Person,
): string {
  const code = secretText(site, 48);
  site.accounts.codes.set(code, {
    clientId: request.app.clientId,
    accountId: person.accountId,
    scopes: request.scopes,
    redirectUri: request.redirectUri,
    challenge: settings.pkce === 'honoured' ? request.challenge : null,
    expiresAt: site.clock.now() + codeLifeMs,
  });
  changed(site);
  return callback(request, { code });
}

function cancelledAddress(request: AuthorizationRequest): string {
  return callback(request, {
    error: 'access_denied',
    error_description: 'User did not authorize the request',
  });
}

function callback(request: AuthorizationRequest, answer: Readonly<Record<string, string>>): string {
  const address = new URL(request.redirectUri);
  for (const [name, value] of Object.entries(answer)) address.searchParams.set(name, value);
  if (request.state !== null) address.searchParams.set('state', request.state);
  return address.href;
}

function errorAddress({ error, description }: RequestRefusal): string {
  return `${idPath}/error?${new URLSearchParams({ error, error_description: description }).toString()}`;
}

function headerTooLarge(c: Context): Response | Promise<Response> {
  return c.html(
    '<html><head><title>400 Request Header Or Cookie Too Large</title></head><body>' +
      '<center><h1>400 Bad Request</h1></center><center>Request Header Or Cookie Too Large</center></body></html>',
    400,
  );
}
