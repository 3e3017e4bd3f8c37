import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import type { Person } from '../model/entities.ts';
import type { Site } from '../model/site.ts';
import { containerPage } from './html-answers.ts';
import { anonymous, isAnonymous, loginOf, personNamed, usernameOf } from './logins.ts';
import type { DataCenterSettings } from './settings.ts';

/** Finds the person of a bearer token that is no personal token. */
export type TokenHolder = (token: string) => Person | undefined;

type LoginReason = 'OK' | 'AUTHENTICATED_FAILED' | 'AUTHENTICATION_DENIED';

interface SignIn {
  /** Null where the credentials are wrong. */
  readonly person: Person | null;
  /** Null without credentials: nothing was tried. */
  readonly reason: LoginReason | null;
}

/**
 * Finds out who calls: a personal token as bearer, or a user name with its password. Every answer says in `X-AUSERNAME` who
 * that was; what became of credentials stands in `X-Seraph-LoginReason` (facts: confluence-api §14).
 */
export function authenticate(
  site: Site,
  settings: DataCenterSettings,
  holderOf: TokenHolder = () => undefined,
): MiddlewareHandler<RouteEnv> {
  const failures = new Map<string, number>();
  return async (c, next) => {
    c.set('site', site);
    const signIn = readCredentials(c, site, settings, failures, holderOf);
    const refused = signIn.person === null ? refusal(c, settings, signIn.reason) : null;
    const person = signIn.person ?? anonymous;
    c.set('person', person);
    if (refused === null) await next();
    else c.res = refused;
    c.res.headers.set('X-AUSERNAME', isAnonymous(person) ? 'anonymous' : usernameOf(person));
    if (signIn.reason !== null) c.res.headers.set('X-Seraph-LoginReason', signIn.reason);
  };
}

function readCredentials(
  c: RouteContext,
  site: Site,
  settings: DataCenterSettings,
  failures: Map<string, number>,
  holderOf: TokenHolder,
): SignIn {
  const header = c.req.header('authorization') ?? '';
  const [, scheme = '', credentials = ''] = /^(\S+)\s+(.*)$/.exec(header) ?? [];
  if (/^bearer$/i.test(scheme)) {
    const token = credentials.trim();
    const person = personWithToken(site, token) ?? holderOf(token);
    return person === undefined ? { person: null, reason: 'AUTHENTICATED_FAILED' } : { person, reason: 'OK' };
  }
  if (!/^basic$/i.test(scheme)) return { person: anonymous, reason: null };
  if (!settings.basicAuth) return { person: null, reason: 'AUTHENTICATION_DENIED' };
  const [username = '', password = ''] = splitOnce(Buffer.from(credentials, 'base64').toString('utf8'), ':');
  const tried = failures.get(username.toLowerCase()) ?? 0;
  if (settings.captchaAfter !== null && tried >= settings.captchaAfter)
    return { person: null, reason: 'AUTHENTICATION_DENIED' };
  const person = personNamed(site, username);
  if (person === undefined || !sameText(loginOf(person).password, password)) {
    failures.set(username.toLowerCase(), tried + 1);
    return { person: null, reason: 'AUTHENTICATED_FAILED' };
  }
  failures.delete(username.toLowerCase());
  return { person, reason: 'OK' };
}

/** The answer to wrong credentials, or null where they count as none. */
function refusal(c: RouteContext, settings: DataCenterSettings, reason: LoginReason | null): Response | null {
  const basic = /^basic/i.test(c.req.header('authorization') ?? '');
  if (reason === 'AUTHENTICATION_DENIED') {
    if (!settings.basicAuth)
      return containerPage(c, 403, 'Forbidden', 'Basic Authentication has been disabled on this instance.');
    const login = `${c.get('site').baseUrl}${c.get('site').contextPath}/login.action`;
    c.header('X-Authentication-Denied-Reason', `CAPTCHA_CHALLENGE; login-url=${login}`);
    return containerPage(
      c,
      403,
      'Forbidden',
      'Basic Authentication Failure - Reason : AUTHENTICATION_DENIED',
    );
  }
  if (settings.failedSignIn === 'anonymous') return null;
  if (!basic) return containerPage(c, 401, 'Unauthorized');
  c.header('WWW-Authenticate', 'Basic realm="protected-area"');
  return containerPage(
    c,
    401,
    'Unauthorized',
    'Basic Authentication Failure - Reason : AUTHENTICATED_FAILED',
  );
}

function personWithToken(site: Site, token: string): Person | undefined {
  for (const person of site.people.values()) {
    if (sameText(loginOf(person).personalToken, token)) return person;
  }
  return undefined;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
