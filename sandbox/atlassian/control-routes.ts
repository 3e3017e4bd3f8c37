import { Hono } from 'hono';
import { z } from 'zod';
import { controlGuard } from '../faults/control-guard.ts';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import type { MovableClock } from '../model/movable-clock.ts';
import type { Site } from '../model/site.ts';
import type { AccountSettings, AppConsole } from './console.ts';

const scopes = z.array(z.string());
const newApp = z.strictObject({
  name: z.string(),
  redirectUri: z.url(),
  scopes,
  distribution: z.enum(['private', 'shared']).exactOptional(),
  ownerId: z.string().exactOptional(),
  grants: z.enum(['chosen-site', 'every-site']).exactOptional(),
});
const newToken = z.strictObject({
  accountId: z.string(),
  scopes,
  expiresInDays: z.int().min(1).max(365).exactOptional(),
});

/** The console, account settings and the clock for other processes, as JSON below `/_sandbox/`. */
export function consoleRoutes(parts: {
  readonly site: Site;
  readonly clock: MovableClock;
  readonly apps: AppConsole;
  readonly accounts: AccountSettings;
}): Hono<RouteEnv> {
  const { site, clock, apps, accounts } = parts;
  const routes = new Hono<RouteEnv>();
  routes.use('/_sandbox/*', controlGuard);
  routes.post('/_sandbox/clock', async (c) =>
    withBody(c, z.strictObject({ advanceMs: z.int() }), ({ advanceMs }) => {
      clock.advance(advanceMs);
      return { now: clock.now() };
    }),
  );
  routes.post('/_sandbox/apps', async (c) => withBody(c, newApp, (app) => apps.create(app)));
  routes.post('/_sandbox/apps/:clientId/secret', async (c) =>
    withBody(c, z.strictObject({ keepOld: z.boolean().exactOptional() }), (options) => ({
      clientSecret: apps.rotateSecret(c.req.param('clientId'), options),
    })),
  );
  routes.post('/_sandbox/scoped-tokens', async (c) =>
    withBody(c, newToken, (token) => {
      if (!site.people.has(token.accountId)) throw new Error(`no account ${token.accountId}`);
      return { token: accounts.createScopedToken(token) };
    }),
  );
  routes.post('/_sandbox/service-accounts', async (c) =>
    withBody(c, z.strictObject({ name: z.string(), scopes }), (account) => {
      const { person, ...credentials } = accounts.createServiceAccount(account);
      return { ...credentials, accountId: person.accountId, email: person.email };
    }),
  );
  routes.post('/_sandbox/revocations', async (c) =>
    withBody(
      c,
      z.strictObject({ accountId: z.string(), clientId: z.string().exactOptional() }),
      ({ accountId, clientId }) => {
        accounts.revokeGrants(accountId, clientId);
        return {};
      },
    ),
  );
  return routes;
}

async function withBody<T extends z.ZodType>(
  c: RouteContext,
  shape: T,
  act: (body: z.output<T>) => object,
): Promise<Response> {
  const parsed = shape.safeParse(await c.req.json().catch(() => null));
  if (!parsed.success) return c.json({ message: z.prettifyError(parsed.error) }, 400);
  try {
    return c.json(act(parsed.data));
  } catch (error) {
    return c.json({ message: error instanceof Error ? error.message : String(error) }, 400);
  }
}
