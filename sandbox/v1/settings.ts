import { Hono } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import { wikiBase } from '../model/links.ts';

export function settingsRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/settings/systemInfo', (c) => {
    const site = c.get('site');
    return c.json({
      cloudId: site.cloudId,
      commitHash: '0000000000000000000000000000000000000000',
      baseUrl: wikiBase(site),
      fallbackBaseUrl: wikiBase(site),
      edition: 'PREMIUM',
      siteTitle: site.title,
      defaultLocale: 'en_US',
      defaultTimeZone: 'Etc/UTC',
      microsPerimeter: 'commercial',
    });
  });
  return routes;
}
