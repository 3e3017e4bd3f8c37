import { Hono } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import type { Site } from '../model/site.ts';
import { authorizeRoutes } from './authorize-routes.ts';
import { identityRoutes } from './identity-routes.ts';
import type { AtlassianSettings } from './settings.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { tokenRoutes } from './token-routes.ts';

/** Atlassian's account side: `auth.`, `id.` and `api.atlassian.com`, each below a path of its own. */
export function atlassianRoutes(site: Site, settings: AtlassianSettings): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const part of [
    signInRoutes(site),
    authorizeRoutes(site, settings),
    tokenRoutes(site),
    identityRoutes(site),
  ]) {
    routes.route('/', part);
  }
  return routes;
}
