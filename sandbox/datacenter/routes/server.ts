import { Hono } from 'hono';
import type { RouteEnv } from '../../http/context.ts';
import { wikiBase } from '../../model/links.ts';
import { dataCenterError, notPermitted } from '../error.ts';
import { isAnonymous } from '../logins.ts';
import type { DataCenterSettings } from '../settings.ts';

const version = '10.2.14';
const buildNumber = 9111;

/** What a Data Center says of itself. */
export function serverRoutes(settings: DataCenterSettings): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/accessmode', (c) => c.json(settings.accessMode));
  routes.get('/server-information', (c) => {
    if (isAnonymous(c.get('person'))) return dataCenterError(c, 401, 'Client must be authenticated');
    return c.json({
      baseUrl: wikiBase(c.get('site')),
      version,
      buildNumber,
      marketplaceBuildNumber: buildNumber,
      buildDate: '2026-05-11',
    });
  });
  routes.get('/instance-metrics', (c) => {
    const { site, person } = c.var;
    if (!person.siteAdmin) throw notPermitted('view instance metrics');
    const pages = [...site.contents.values()].filter(({ kind }) => kind === 'page').length;
    return c.json({ pages, spaces: site.spaces.size, users: site.people.size });
  });
  return routes;
}

/** What tools ask, without credentials, to learn what stands at an address. */
export function manifestRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/status', (c) => c.json({ state: 'RUNNING' }));
  for (const release of ['1.0', 'latest']) {
    routes.get(`/rest/applinks/${release}/manifest`, (c) => {
      const site = c.get('site');
      return c.json({
        id: 'sandbox',
        name: site.title,
        typeId: 'confluence',
        version,
        buildNumber,
        applinksVersion: '10.2.0',
        publicSignup: false,
        url: wikiBase(site),
      });
    });
  }
  return routes;
}
