import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteEnv } from '../../http/context.ts';
import type { OAuthProvider } from './provider.ts';
import { oauthScopes } from './scopes.ts';

const newClient = z.strictObject({ name: z.string(), redirectUri: z.url(), scope: z.enum(oauthScopes) });
const revocation = z.strictObject({ userKey: z.string(), clientId: z.string().exactOptional() });

/** What administrators and people do with applications, for other processes. */
export function oauthControlRoutes(provider: OAuthProvider): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.post('/_sandbox/oauth/clients', async (c) => {
    const parsed = newClient.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.json({ message: z.prettifyError(parsed.error) }, 400);
    return c.json(provider.register(parsed.data));
  });
  routes.post('/_sandbox/oauth/revocations', async (c) => {
    const parsed = revocation.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.json({ message: z.prettifyError(parsed.error) }, 400);
    provider.revoke(parsed.data.userKey, parsed.data.clientId);
    return c.body(null, 204);
  });
  return routes;
}
