import { Hono } from 'hono';
import { faultControlRoutes } from '../faults/control-routes.ts';
import type { Faults } from '../faults/faults.ts';
import { injectFaults } from '../faults/inject.ts';
import type { RouteEnv } from '../http/context.ts';
import type { Site } from '../model/site.ts';
import { siteRoutes } from '../site/routes.ts';
import { refuseInReadOnlyMode } from './access-mode.ts';
import { authenticate } from './authenticate.ts';
import { onDataCenterError } from './error.ts';
import { containerPage } from './html-answers.ts';
import { authorizeRoutes } from './oauth/authorize-routes.ts';
import { oauthControlRoutes } from './oauth/control-routes.ts';
import { loginRoutes } from './oauth/login-routes.ts';
import type { OAuthProvider } from './oauth/provider.ts';
import { scopeGate } from './oauth/scope-gate.ts';
import { createSessions } from './oauth/sessions.ts';
import { tokenRoute } from './oauth/token-route.ts';
import { limitRate } from './rate-limit.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import { childrenRoutes } from './routes/children.ts';
import { contentCreateRoute } from './routes/content-create.ts';
import { contentDeleteRoute } from './routes/content-delete.ts';
import { contentListRoutes } from './routes/content-list.ts';
import { contentReadRoute } from './routes/content-read.ts';
import { contentScanRoutes } from './routes/content-scan.ts';
import { contentUpdateRoute } from './routes/content-update.ts';
import { convertBodyRoute } from './routes/convert-body.ts';
import { downloadRoutes } from './routes/downloads.ts';
import { labelListRoutes } from './routes/label-lists.ts';
import { labelRoutes } from './routes/labels.ts';
import { longTaskRoutes } from './routes/long-tasks.ts';
import { macroRoutes } from './routes/macros.ts';
import { peopleRoutes } from './routes/people.ts';
import { propertyRoutes } from './routes/properties.ts';
import { restrictionRoutes } from './routes/restrictions.ts';
import { searchRoutes } from './routes/search.ts';
import { manifestRoutes, serverRoutes } from './routes/server.ts';
import { spacePermissionRoutes } from './routes/space-permissions.ts';
import { spaceRoutes } from './routes/spaces.ts';
import { experimentalVersionRoutes, versionRoutes } from './routes/versions.ts';
import { watchRoutes } from './routes/watches.ts';
import type { DataCenterSettings } from './settings.ts';
import { settingsControlRoutes } from './settings-control.ts';
import { checkXsrf } from './xsrf.ts';

export interface DataCenterAppOptions {
  readonly site: Site;
  readonly faults: Faults;
  readonly settings: DataCenterSettings;
  readonly oauth: OAuthProvider;
}

/** Everything an emulated Data Center answers over HTTP, below its context path. */
export function createDataCenterApp({ site, faults, settings, oauth }: DataCenterAppOptions): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  app.use(injectFaults(faults));
  app.route('/', faultControlRoutes(faults));
  app.route('/', settingsControlRoutes(settings));
  app.route('/', oauthControlRoutes(oauth));
  const confluence = new Hono<RouteEnv>();
  const sessions = createSessions(site);
  // The provider's own pages and endpoints take no Confluence credentials.
  confluence.route('/', tokenRoute(oauth, settings));
  confluence.route('/', authorizeRoutes(site, oauth, sessions));
  confluence.route('/', loginRoutes(site, sessions));
  confluence.use(
    authenticate(site, settings, (token) => site.people.get(oauth.grantOf(token)?.userKey ?? '')),
  );
  confluence.use(
    '/rest/*',
    limitRate(site, settings),
    scopeGate(oauth),
    checkXsrf,
    refuseInReadOnlyMode(settings),
  );
  for (const routes of apiRoutes(settings)) confluence.route('/rest/api', routes);
  confluence.route('/rest/experimental', experimentalVersionRoutes());
  confluence.all('/rest/*', (c) =>
    c.json({ message: `null for uri: ${c.req.url}`, 'status-code': 404 }, 404),
  );
  confluence.route('/', downloadRoutes());
  confluence.route('/', manifestRoutes());
  app.route(site.contextPath === '' ? '/' : site.contextPath, confluence);
  app.route('/', siteRoutes(site));
  app.onError(onDataCenterError);
  app.notFound((c) => containerPage(c, 404, 'Not Found'));
  return app;
}

// Literal paths come before those that a parameter would swallow.
function apiRoutes(settings: DataCenterSettings): Hono<RouteEnv>[] {
  return [
    serverRoutes(settings),
    searchRoutes(),
    contentScanRoutes(),
    contentListRoutes(),
    contentCreateRoute(),
    childrenRoutes(),
    attachmentRoutes(),
    labelRoutes(),
    labelListRoutes(),
    macroRoutes(),
    propertyRoutes(),
    restrictionRoutes(),
    versionRoutes(),
    watchRoutes(),
    contentReadRoute(),
    contentUpdateRoute(),
    contentDeleteRoute(),
    convertBodyRoute(),
    spaceRoutes(),
    spacePermissionRoutes(),
    peopleRoutes(),
    longTaskRoutes(),
  ];
}
