import { Hono } from 'hono';
import type { Faults } from '../faults/faults.ts';
import type { Site } from '../model/site.ts';
import type { RouteEnv } from './context.ts';

export interface AppOptions {
  readonly site: Site;
  readonly faults: Faults;
  readonly v1Content: 'living' | 'gone';
}

/** Everything the sandbox answers over HTTP. */
export function createApp({ site }: AppOptions): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  app.get('/_edge/tenant_info', (c) => c.json({ cloudId: site.cloudId }));
  return app;
}
