import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { RouteEnv } from '../http/context.ts';
import type { Person } from '../model/entities.ts';
import type { Site } from '../model/site.ts';
import { errorPage, signInPage } from './account-pages.ts';
import { authPath, idPath } from './addresses.ts';
import { isServiceAccount } from './apps.ts';

const cookieName = 'sandbox_atlassian_account';

/** Signing in to an Atlassian account, which is choosing one: the sandbox asks for no passwords. */
export function signInRoutes(site: Site): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get(`${idPath}/login`, (c) => {
    const people = [...site.people.values()].filter((person) => !isServiceAccount(person));
    return signInPage(c, people, onwardOf(c.req.query('continue')));
  });
  routes.post(`${idPath}/login`, async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const person = site.people.get(form.get('account') ?? '');
    const onward = onwardOf(form.get('continue') ?? undefined);
    if (person === undefined || isServiceAccount(person)) return c.redirect(loginAddress(onward), 303);
    setCookie(c, cookieName, person.accountId, { path: '/_atlassian', httpOnly: true, sameSite: 'Lax' });
    return c.redirect(onward, 303);
  });
  routes.get(`${idPath}/logout`, (c) => {
    deleteCookie(c, cookieName, { path: '/_atlassian' });
    return c.redirect(`${idPath}/login`, 302);
  });
  routes.get(`${idPath}/error`, (c) =>
    errorPage(c, c.req.query('error') ?? '', c.req.query('error_description') ?? ''),
  );
  return routes;
}

/** Whose browser this is; undefined before the sign-in. */
export function signedIn(site: Site, c: Context): Person | undefined {
  return site.people.get(getCookie(c, cookieName) ?? '');
}

/** Where to sign in and go on afterwards. */
export function loginAddress(onward: string): string {
  return `${idPath}/login?${new URLSearchParams({ continue: onward }).toString()}`;
}

// Only back into the authorization: the page is no way to send people elsewhere.
function onwardOf(text: string | undefined): string {
  return text?.startsWith(`${authPath}/authorize?`) === true ? text : `${idPath}/login`;
}
