import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { callerWithBearer, callerWithScopedToken, type Caller } from '../atlassian/access.ts';
import type { AtlassianSettings } from '../atlassian/settings.ts';
import { opens } from '../atlassian/scope-gate.ts';
import type { Site } from '../model/site.ts';
import { addressOf } from './address.ts';
import type { RouteContext, RouteEnv } from './context.ts';
import { tomcatUnauthorized } from './html-pages.ts';
import { v1Error } from './v1-error.ts';
import { v2Error } from './v2-error.ts';

/**
 * Finds out who calls, by `email:token` or a bearer token, and whether their scopes open what they call. What is refused looks
 * different in every place (facts: confluence-api §3.1–3.3): v2 says 404, v1 says 403, the API address 401 for missing scopes,
 * the site 401 in HTML for whatever belongs to the API address.
 */
export function authenticate(
  site: Site,
  settings: Pick<AtlassianSettings, 'deadToken'>,
): MiddlewareHandler<RouteEnv> {
  return async (c, next) => {
    const { cloudId, path } = addressOf(c.req.raw);
    const [scheme, credentials] = splitAuthorization(c.req.header('authorization'));
    if (cloudId !== null && cloudId !== site.cloudId) return gatewayError(c, 404, 'Not Found');
    const caller = callerWith(site, scheme, credentials);
    const scoped = scheme === 'bearer' || (caller !== undefined && caller.access.kind !== 'unscoped');
    if (scoped && cloudId === null) return tomcatUnauthorized(c);
    const person = site.people.get(caller?.accountId ?? '');
    if (caller === undefined || person === undefined) {
      if (scheme === 'bearer' && settings.deadToken === 'unauthorized')
        return gatewayError(c, 401, 'Unauthorized');
      return refuse(c, path);
    }
    if (caller.access.kind !== 'unscoped') {
      const request = { method: c.req.method, path, expand: c.req.query('expand') ?? '' };
      if (!opens(caller.access.scopes, request))
        return gatewayError(c, 401, 'Unauthorized; scope does not match');
    }
    c.set('site', site);
    c.set('person', person);
    c.set('access', caller.access);
    await next();
    return undefined;
  };
}

function refuse(c: RouteContext, path: string): Response {
  if (path.startsWith('/wiki/api/v2')) return v2Error(c, 404, 'Not Found');
  const message = path.startsWith('/wiki/rest/api/user')
    ? 'caller cannot access Confluence'
    : 'Current user not permitted to use Confluence';
  return v1Error(c, 403, message, { bare: true });
}

/** An answer of the API address itself. */
export function gatewayError(c: RouteContext, code: 401 | 404, message: string): Response {
  return c.json({ code, message }, code);
}

function splitAuthorization(header: string | undefined): [scheme: string, credentials: string] {
  const space = header?.indexOf(' ') ?? -1;
  if (header === undefined || space < 0) return ['', ''];
  return [header.slice(0, space).toLowerCase(), header.slice(space + 1).trim()];
}

function callerWith(site: Site, scheme: string, credentials: string): Caller | undefined {
  switch (scheme) {
    case 'bearer':
      return callerWithBearer(site, credentials);
    case 'basic':
      return callerWithBasic(site, credentials);
    default:
      return undefined;
  }
}

function callerWithBasic(site: Site, credentials: string): Caller | undefined {
  const [email = '', token = ''] = splitOnce(Buffer.from(credentials, 'base64').toString('utf8'), ':');
  if (token === '') return undefined;
  for (const person of site.people.values()) {
    if (person.email.toLowerCase() === email.toLowerCase() && sameText(person.apiToken, token))
      return { accountId: person.accountId, access: { kind: 'unscoped' } };
  }
  return callerWithScopedToken(site, email, token);
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
