import { afterEach, describe, expect, it } from 'vitest';
import { startFixtureSite, type FixtureSite } from '../fixture-site.ts';
import { standingClock } from '../model/movable-clock.ts';
import { type PointsQuota, standardSettings } from './settings.ts';
import { type App, connect, registerApp } from './testing/connect.ts';

const quarterPast = standingClock(Date.UTC(2026, 10, 22, 9, 15));

describe('the points quota of an app', () => {
  let fixture: FixtureSite;
  let app: App;
  let authorization: string;
  afterEach(() => fixture.sandbox.close());

  const start = async (pointsPerHour: number, quota: Partial<PointsQuota> = {}): Promise<void> => {
    fixture = await startFixtureSite({
      clock: quarterPast,
      atlassian: { quota: { ...standardSettings.quota, pointsPerHour, ...quota } },
    });
    app = registerApp(fixture.sandbox, [
      'read:page:confluence',
      'write:page:confluence',
      'read:space:confluence',
      'read:confluence-user',
    ]);
    const tokens = await connect(fixture.sandbox, app, fixture.ben.person.accountId);
    authorization = `Bearer ${tokens.access_token}`;
  };
  const call = (path: string, method = 'GET', body?: unknown): Promise<Response> =>
    fetch(fixture.sandbox.apiUrl + path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const used = (): number => fixture.sandbox.apps.pointsUsed(app.clientId);

  it('costs one for the request and one or two for each object read, and one for a write', async () => {
    await start(65_000);
    const home = fixture.space.homepageId ?? '';
    const cost = async (path: string, method = 'GET', body?: unknown): Promise<number> => {
      const before = used();
      await call(path, method, body);
      return used() - before;
    };
    expect(await cost(`/wiki/api/v2/pages/${home}`)).toBe(2);
    expect(await cost(`/wiki/api/v2/spaces/${fixture.space.id}`)).toBe(2);
    expect(await cost('/wiki/rest/api/user/current')).toBe(3);
    expect(await cost('/wiki/api/v2/pages', 'POST', { spaceId: fixture.space.id, title: 'One' })).toBe(1);
    expect(await cost('/wiki/api/v2/pages')).toBe(1 + 2);
    expect(await cost('/wiki/api/v2/pages/999999')).toBe(1);
    const answer = await call(`/wiki/api/v2/spaces/${fixture.space.id}/permissions`);
    const { results } = (await answer.json()) as { results: unknown[] };
    expect(await cost(`/wiki/api/v2/spaces/${fixture.space.id}/permissions`)).toBe(1 + 2 * results.length);
  });

  it('is said in headers, what remains in the structured one only above 80 %', async () => {
    await start(100);
    const read = (): Promise<Response> => call(`/wiki/api/v2/spaces/${fixture.space.id}`);
    const headers = (answer: Response): unknown[] =>
      ['Limit', 'Remaining', 'Reset', 'NearLimit'].map((name) => answer.headers.get(`X-RateLimit-${name}`));
    const first = await read();
    expect(headers(first)).toEqual(['100', '98', '2026-11-22T10:00:00Z', null]);
    expect(first.headers.get('Beta-RateLimit-Policy')).toBe('"global-app-quota";q=100;w=3600');
    expect(first.headers.get('Beta-RateLimit')).toBe('"global-app-quota";t=2700');
    fixture.sandbox.apps.spendPoints(app.clientId, 78);
    const near = await read();
    expect(headers(near)).toEqual(['100', '18', '2026-11-22T10:00:00Z', 'true']);
    expect(near.headers.get('Beta-RateLimit')).toBe('"global-app-quota";r=18;t=2700');
  });

  it('is a wall until the top of the hour, for everybody who uses the app', async () => {
    await start(4);
    const { sandbox, ada } = fixture;
    const path = '/wiki/api/v2/spaces';
    await call(path);
    expect((await call(path)).headers.get('X-RateLimit-Remaining')).toBe('0');
    const tokens = await connect(sandbox, app, ada.person.accountId);
    authorization = `Bearer ${tokens.access_token}`;
    const limited = await call(path);
    expect(limited.status).toBe(429);
    expect(limited.headers.get('Retry-After')).toBe('2700');
    expect(limited.headers.get('RateLimit-Reason')).toBe('confluence-quota-global-based');
    expect(limited.headers.get('X-RateLimit-Remaining')).toBe('0');
    sandbox.clock.advance(44 * 60_000);
    expect((await call(path)).status).toBe(429);
    sandbox.clock.advance(60_000);
    expect((await call(path)).status).toBe(200);
  });

  it('can be one of the tenant, under the names of enforcement', async () => {
    await start(2, { policy: 'tenant-app-quota', headers: 'enforced' });
    const first = await call('/wiki/api/v2/spaces');
    expect(first.headers.get('RateLimit-Policy')).toBe('"tenant-app-quota";q=2;w=3600');
    expect(first.headers.get('RateLimit')).toBe('"tenant-app-quota";r=0;t=2700');
    const limited = await call('/wiki/api/v2/spaces');
    expect(limited.headers.get('RateLimit-Reason')).toBe('confluence-quota-tenant-based');
    expect(limited.headers.get('Beta-Retry-After')).toBeNull();
  });

  it('counts no API tokens, with scopes or without', async () => {
    await start(1);
    const { sandbox, ben } = fixture;
    const { accountId, email, apiToken } = ben.person;
    const scoped = sandbox.accounts.createScopedToken({ accountId, scopes: ['read:space:confluence'] });
    for (const token of [apiToken, scoped, apiToken, scoped]) {
      authorization = `Basic ${btoa(`${email}:${token}`)}`;
      const answer = await call('/wiki/api/v2/spaces');
      expect([answer.status, answer.headers.get('X-RateLimit-Limit')]).toEqual([200, null]);
    }
  });
});
