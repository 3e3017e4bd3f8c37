import type { MiddlewareHandler } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import type { Site } from '../model/site.ts';
import type { PointsQuota } from './settings.ts';

const hourMs = 60 * 60_000;
/** From here on the structured header says what remains; `NearLimit` is said under a fifth. */
const nearLimit = 0.8;

/** How many points each app used in the present hour of the clock. */
export interface PointsMeter {
  used(clientId: string): number;
  /** Counts points as used, as traffic on other sites of the app would. */
  spend(clientId: string, points: number): void;
}

export function createPointsMeter(site: Site): PointsMeter {
  const hours = new Map<string, { readonly hour: number; used: number }>();
  const entry = (clientId: string): { used: number } => {
    const hour = Math.floor(site.clock.now() / hourMs);
    const kept = hours.get(clientId);
    if (kept?.hour === hour) return kept;
    const fresh = { hour, used: 0 };
    hours.set(clientId, fresh);
    return fresh;
  };
  return {
    used: (clientId) => entry(clientId).used,
    spend: (clientId, points) => void (entry(clientId).used += points),
  };
}

/** Counts points for calls of apps and stops them when the hour's are used up; API tokens are not counted (facts: confluence-api §4). */
export function countPoints(site: Site, meter: PointsMeter, quota: PointsQuota): MiddlewareHandler<RouteEnv> {
  return async (c, next) => {
    const access = c.get('access');
    if (access?.kind !== 'grant') return next();
    const { clientId } = access;
    if (meter.used(clientId) >= quota.pointsPerHour) return overQuota(c, site, quota);
    await next();
    meter.spend(clientId, await pointsFor(c));
    for (const [name, value] of Object.entries(headersOf(site, quota, meter.used(clientId))))
      c.res.headers.set(name, value);
    return undefined;
  };
}

// One for the request, and one or two for each object that a read gives; a write is one whatever it gives.
async function pointsFor(c: RouteContext): Promise<number> {
  if (c.req.method !== 'GET' || c.res.status !== 200) return 1;
  if (!(c.res.headers.get('content-type') ?? '').includes('json')) return 2;
  const json: unknown = await c.res.clone().json();
  const rows: unknown =
    typeof json === 'object' && json !== null && 'results' in json ? json.results : undefined;
  const objects = Array.isArray(rows) ? rows.length : 1;
  return 1 + objects * (givesPeopleOrRights(c.req.path) ? 2 : 1);
}

function givesPeopleOrRights(path: string): boolean {
  const [, below = ''] = /^\/wiki\/(?:rest\/api|api\/v2)(\/.*)$/.exec(path) ?? [];
  return /^\/(user|users-bulk|group|search\/user)(\/|$)|\/(permissions|role-assignments|restriction)(\/|$)/.test(
    below,
  );
}

function overQuota(c: RouteContext, site: Site, quota: PointsQuota): Response {
  const seconds = secondsLeft(site);
  const reason =
    quota.policy === 'global-app-quota' ? 'confluence-quota-global-based' : 'confluence-quota-tenant-based';
  return c.json({ code: 429, message: 'Rate limit exceeded' }, 429, {
    ...headersOf(site, quota, quota.pointsPerHour),
    'Retry-After': String(seconds),
    ...(quota.headers === 'beta' ? { 'Beta-Retry-After': String(seconds) } : {}),
    'RateLimit-Reason': reason,
  });
}

function headersOf(site: Site, quota: PointsQuota, used: number): Record<string, string> {
  const left = Math.max(quota.pointsPerHour - used, 0);
  const near = used >= quota.pointsPerHour * nearLimit;
  const seconds = secondsLeft(site);
  const prefix = quota.headers === 'beta' ? 'Beta-' : '';
  return {
    'X-RateLimit-Limit': String(quota.pointsPerHour),
    'X-RateLimit-Remaining': String(left),
    'X-RateLimit-Reset': new Date(topOfNextHour(site)).toISOString().replace('.000Z', 'Z'),
    ...(near ? { 'X-RateLimit-NearLimit': 'true' } : {}),
    [`${prefix}RateLimit-Policy`]: `"${quota.policy}";q=${quota.pointsPerHour};w=3600`,
    [`${prefix}RateLimit`]: `"${quota.policy}";${near ? `r=${left};` : ''}t=${seconds}`,
  };
}

function topOfNextHour(site: Site): number {
  return (Math.floor(site.clock.now() / hourMs) + 1) * hourMs;
}

function secondsLeft(site: Site): number {
  return Math.ceil((topOfNextHour(site) - site.clock.now()) / 1000);
}
