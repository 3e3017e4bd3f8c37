import { Hono } from 'hono';
import type { RouteEnv } from '../../http/context.ts';
import type { Site } from '../../model/site.ts';
import { loginOf, personNamed } from '../logins.ts';
import { loginPage } from './pages.ts';
import type { Sessions } from './sessions.ts';

/** Signing in with a browser. */
export function loginRoutes(site: Site, sessions: Sessions): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/login.action', (c) => loginPage(c, site, onwardOf(c.req.query('os_destination')), false));
  routes.post('/dologin.action', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const onward = onwardOf(form.get('os_destination') ?? undefined);
    const person = personNamed(site, form.get('os_username') ?? '');
    if (person === undefined || loginOf(person).password !== form.get('os_password'))
      return loginPage(c, site, onward, true);
    sessions.start(c, person);
    return c.redirect(site.contextPath + onward, 302);
  });
  return routes;
}

/** A path of this site, and nothing else. */
function onwardOf(destination: string | undefined): string {
  return destination !== undefined && /^\/(?![/\\])/.test(destination) ? destination : '/';
}
