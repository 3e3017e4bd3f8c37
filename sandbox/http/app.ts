import { Hono, type MiddlewareHandler } from 'hono';
import { atlassianRoutes } from '../atlassian/routes.ts';
import { countPoints, createPointsMeter, type PointsMeter } from '../atlassian/points.ts';
import { type AtlassianSettings, standardSettings } from '../atlassian/settings.ts';
import { faultControlRoutes } from '../faults/control-routes.ts';
import type { Faults } from '../faults/faults.ts';
import { injectFaults } from '../faults/inject.ts';
import type { Site } from '../model/site.ts';
import { downloadRoutes } from '../v1/attachments.ts';
import { siteRoutes } from '../site/routes.ts';
import { v1Routes } from '../v1/routes.ts';
import { v2Routes } from '../v2/routes.ts';
import { addressOf } from './address.ts';
import { authenticate, gatewayError } from './authenticate.ts';
import type { RouteContext, RouteEnv } from './context.ts';
import { pageNotFound } from './html-pages.ts';
import { mediaAddress, mediaRoutes } from './media.ts';
import { nameRequests } from './trace-id.ts';
import { onV1Error } from './v1-error.ts';

export interface AppOptions {
  readonly site: Site;
  readonly faults: Faults;
  readonly v1Content: 'living' | 'gone';
  /** On the API address; as on the site unless given. */
  readonly v1ContentOnApi?: 'living' | 'gone';
  readonly settings?: AtlassianSettings;
  readonly points?: PointsMeter;
  /** Ways for other processes to say what happens, beside the faults. */
  readonly control?: Hono<RouteEnv>;
}

/** Everything the sandbox answers over HTTP, on the site and on the API address. */
export function createApp(options: AppOptions): Hono<RouteEnv> {
  const { site, faults, v1Content, settings = standardSettings } = options;
  const { v1ContentOnApi = v1Content, points = createPointsMeter(site) } = options;
  const contentIsGone = (c: RouteContext): boolean =>
    (addressOf(c.req.raw).cloudId === null ? v1Content : v1ContentOnApi) === 'gone';
  const mediaKey = site.random.bytes(32);
  const addressOfFile = mediaAddress(site, mediaKey);
  const app = new Hono<RouteEnv>({ getPath: (request) => addressOf(request).path });
  app.use(nameRequests(site));
  app.use(injectFaults(faults));
  app.route('/', faultControlRoutes(faults));
  if (options.control !== undefined) app.route('/', options.control);
  app.get('/_edge/tenant_info', (c) => c.json({ cloudId: site.cloudId }));
  app.route('/', mediaRoutes(site, mediaKey));
  app.use(apiPathsOnly);
  app.route('/', atlassianRoutes(site, settings));
  for (const path of ['/wiki/api/*', '/wiki/rest/*', '/wiki/download/*'])
    app.use(path, authenticate(site, settings), countPoints(site, points, settings.quota));
  app.route('/wiki/api/v2', v2Routes(addressOfFile));
  app.route('/wiki/rest/api', v1Routes({ contentIsGone, mediaAddress: addressOfFile }));
  app.route('/wiki', downloadRoutes(addressOfFile));
  app.route('/', siteRoutes(site));
  app.onError(onV1Error);
  app.notFound(pageNotFound);
  return app;
}

// The API address has nothing for people to look at.
const apiPathsOnly: MiddlewareHandler<RouteEnv> = async (c, next) => {
  const { cloudId, path } = addressOf(c.req.raw);
  if (cloudId !== null && !/^\/wiki\/(api|rest|download)\//.test(path))
    return gatewayError(c, 404, 'Not Found');
  await next();
  return undefined;
};
