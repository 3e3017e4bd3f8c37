import { Hono } from 'hono';
import type { Faults } from '../faults/faults.ts';
import type { Site } from '../model/site.ts';
import { v2Routes } from '../v2/routes.ts';
import { addressOf } from './address.ts';
import { authenticate } from './authenticate.ts';
import type { RouteEnv } from './context.ts';
import { pageNotFound } from './html-pages.ts';

export interface AppOptions {
  readonly site: Site;
  readonly faults: Faults;
  readonly v1Content: 'living' | 'gone';
}

/** Everything the sandbox answers over HTTP, on the site and on the API address. */
export function createApp({ site }: AppOptions): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>({ getPath: (request) => addressOf(request).path });
  app.get('/_edge/tenant_info', (c) => c.json({ cloudId: site.cloudId }));
  app.use('/wiki/*', authenticate(site));
  app.route('/wiki/api/v2', v2Routes());
  app.notFound(pageNotFound);
  return app;
}
