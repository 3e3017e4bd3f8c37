import { Hono } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import type { MediaAddress } from '../http/media.ts';
import { onV2Error } from '../http/v2-error.ts';
import { attachmentRoutes } from './attachments.ts';
import { commentReadRoutes } from './comment-read.ts';
import { commentWriteRoutes } from './comment-write.ts';
import { convertIdsRoute } from './convert-ids.ts';
import { labelRoutes } from './labels.ts';
import { likeRoutes } from './likes.ts';
import { nodeRoutes } from './nodes.ts';
import { operationRoutes } from './operations.ts';
import { pageCreateRoutes } from './page-create.ts';
import { pageDeleteRoutes } from './page-delete.ts';
import { pageListRoutes } from './page-list.ts';
import { pageReadRoutes } from './page-read.ts';
import { pageUpdateRoutes } from './page-update.ts';
import { peopleRoutes } from './people.ts';
import { propertyRoutes } from './properties.ts';
import { spaceRoutes } from './spaces.ts';
import { taskRoutes } from './tasks.ts';
import { treeRoutes } from './tree.ts';
import { versionRoutes } from './versions.ts';

/** Everything below `/wiki/api/v2`. */
export function v2Routes(mediaAddress: MediaAddress): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const part of [
    pageListRoutes(),
    pageReadRoutes(),
    pageCreateRoutes(),
    pageUpdateRoutes(),
    pageDeleteRoutes(),
    treeRoutes(),
    nodeRoutes(),
    spaceRoutes(),
    propertyRoutes(),
    labelRoutes(),
    attachmentRoutes(mediaAddress),
    commentReadRoutes(),
    commentWriteRoutes(),
    versionRoutes(),
    likeRoutes(),
    operationRoutes(),
    taskRoutes(),
    peopleRoutes(),
    convertIdsRoute(),
  ]) {
    routes.route('/', part);
  }
  routes.onError(onV2Error);
  return routes;
}
