import { Hono } from 'hono';
import type { AdminApiParts } from './parts.ts';

/**
 * The admin API as a part of the HTTP face. Its routes and schemas are made with the first request: a start pays nothing
 * for them.
 */
export function createAdminApi(parts: AdminApiParts): Hono {
  let loading: Promise<{ fetch(request: Request): Response | Promise<Response> }> | undefined;
  const load = async () => {
    const [{ serveEndpoints }, { allEndpoints }] = await Promise.all([
      import('./serve-endpoints.ts'),
      import('./endpoints.ts'),
    ]);
    return serveEndpoints(allEndpoints(parts), parts);
  };
  const app = new Hono();
  app.all('/api/v1/*', async (context) => {
    loading ??= load().catch((reason: unknown) => {
      loading = undefined;
      throw reason;
    });
    return (await loading).fetch(context.req.raw);
  });
  return app;
}
