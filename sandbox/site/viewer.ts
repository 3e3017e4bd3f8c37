import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Person } from '../model/entities.ts';
import type { Site } from '../model/site.ts';

const cookieName = 'sandbox_viewer';

/**
 * As whom somebody with a browser looks at the site: whoever was chosen, otherwise the site's administrator. The sandbox asks
 * for no password here, since it holds nothing that is secret. Null while the site has no people.
 */
export function viewerOf(c: Context, site: Site): Person | null {
  const people = [...site.people.values()];
  const chosen = site.people.get(getCookie(c, cookieName) ?? '');
  return chosen ?? people.find((person) => person.siteAdmin) ?? people[0] ?? null;
}

/** Remembers the person that `?as=` names by account id or address, if there is one. */
export function chooseViewer(c: Context, site: Site, name: string): void {
  const wanted = name.toLowerCase();
  for (const person of site.people.values()) {
    if (person.accountId !== name && person.email.toLowerCase() !== wanted) continue;
    setCookie(c, cookieName, person.accountId, { path: '/', httpOnly: true, sameSite: 'Lax' });
  }
}
