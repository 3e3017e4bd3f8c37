import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import type { MediaAddress } from '../http/media.ts';
import { onV1Error } from '../http/v1-error.ts';
import { archiveRoutes } from './archive.ts';
import { attachmentRoutes } from './attachments.ts';
import { contentListRoutes, descendantRoutes } from './content-list.ts';
import { contentUpdateRoute } from './content-update.ts';
import { contentRoutes } from './content.ts';
import { convertBodyRoutes } from './convert-body.ts';
import { copyRoutes } from './copy.ts';
import { goneRoutes } from './gone.ts';
import { labelRoutes } from './labels.ts';
import { longTaskRoutes } from './long-tasks.ts';
import { moveRoute } from './move.ts';
import { peopleRoutes } from './people.ts';
import { permissionCheckRoute } from './permission-check.ts';
import { relationRoutes } from './relations.ts';
import { restrictionRoutes } from './restrictions.ts';
import { searchRoutes } from './search.ts';
import { settingsRoutes } from './settings.ts';
import { spaceRoutes } from './spaces.ts';
import { stateRoutes } from './states.ts';
import { versionRoutes } from './versions.ts';
import { watchRoutes } from './watches.ts';

/** Everything below `/wiki/rest/api`. */
export function v1Routes(options: {
  /** Whether the content operations answer 410, where this request came in. */
  readonly contentIsGone: (c: RouteContext) => boolean;
  readonly mediaAddress: MediaAddress;
}): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const part of [
    searchRoutes(),
    goneRoutes(options.contentIsGone),
    peopleRoutes(),
    labelRoutes(),
    attachmentRoutes(options.mediaAddress),
    restrictionRoutes(),
    permissionCheckRoute(),
    moveRoute(),
    copyRoutes(),
    archiveRoutes(),
    longTaskRoutes(),
    convertBodyRoutes(),
    versionRoutes(),
    stateRoutes(),
    watchRoutes(),
    relationRoutes(),
    settingsRoutes(),
    spaceRoutes(),
    descendantRoutes(),
    contentListRoutes(),
    contentRoutes(),
    contentUpdateRoute(),
  ]) {
    routes.route('/', part);
  }
  routes.onError(onV1Error);
  return routes;
}
