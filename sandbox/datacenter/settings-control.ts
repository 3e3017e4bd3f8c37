import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteEnv } from '../http/context.ts';
import type { DataCenterSettings } from './settings.ts';

const change = z
  .strictObject({
    accessMode: z.enum(['READ_WRITE', 'READ_ONLY']),
    failedSignIn: z.enum(['refused', 'anonymous']),
    basicAuth: z.boolean(),
    captchaAfter: z.int().positive().nullable(),
    oauthClientSecret: z.boolean(),
    rateLimit: z
      .strictObject({
        limit: z.int().positive(),
        fillRate: z.int().positive(),
        intervalSeconds: z.int().positive(),
      })
      .nullable(),
  })
  .partial();

/** The administrator's settings for other processes: PATCH `/_sandbox/settings`. Only from this machine, as all of `/_sandbox`. */
export function settingsControlRoutes(settings: DataCenterSettings): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/_sandbox/settings', (c) => c.json(settings));
  routes.patch('/_sandbox/settings', async (c) => {
    const parsed = change.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.json({ message: z.prettifyError(parsed.error) }, 400);
    Object.assign(settings, parsed.data);
    return c.json(settings);
  });
  return routes;
}
