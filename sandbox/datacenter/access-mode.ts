import type { MiddlewareHandler } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import { dataCenterError } from './error.ts';
import type { DataCenterSettings } from './settings.ts';

const reads = new Set(['GET', 'HEAD', 'OPTIONS']);

/** In read-only mode every write is refused; conversions write nothing (facts: confluence-api §3.4). */
export function refuseInReadOnlyMode(settings: DataCenterSettings): MiddlewareHandler<RouteEnv> {
  return async (c, next) => {
    const writes = !reads.has(c.req.method) && !c.req.path.includes('/contentbody/convert/');
    if (settings.accessMode === 'READ_ONLY' && writes) {
      return dataCenterError(c, 405, 'Confluence is in read-only mode: this operation is not allowed', {
        authorized: true,
        valid: true,
        allowedInReadOnlyMode: false,
      });
    }
    return next();
  };
}
