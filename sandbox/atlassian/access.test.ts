import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { answerOf, startFixtureSite, type Answer, type FixtureSite } from '../fixture-site.ts';
import { standingClock } from '../model/movable-clock.ts';
import { startSandbox } from '../start.ts';
import { connect, refreshWith, registerApp } from './testing/connect.ts';

const mismatch = { code: 401, message: 'Unauthorized; scope does not match' };

async function call(
  base: string,
  path: string,
  authorization: string,
  method = 'GET',
  body?: unknown,
): Promise<Answer> {
  return answerOf(
    await fetch(base + path, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
}

describe('an access token of an app', () => {
  let fixture: FixtureSite;
  afterEach(() => fixture.sandbox.close());

  const bearerFor = async (scopes: readonly string[]): Promise<string> => {
    const app = registerApp(fixture.sandbox, scopes);
    const { access_token } = await connect(fixture.sandbox, app, fixture.ben.person.accountId);
    return `Bearer ${access_token}`;
  };
  const statusAndBody = (answer: Answer): unknown => [answer.status, JSON.parse(answer.text)];

  it('acts as its person, below both ways to write the API address, never on the site', async () => {
    fixture = await startFixtureSite();
    const { sandbox, space, ben } = fixture;
    const bearer = await bearerFor(['read:page:confluence', 'write:page:confluence']);
    const body = { spaceId: space.id, title: 'By an app' };
    const created = await call(sandbox.apiUrl, '/wiki/api/v2/pages', bearer, 'POST', body);
    expect([created.status, created.at('authorId')]).toEqual([200, ben.person.accountId]);
    const gateway = `${sandbox.atlassian.apiUrl}/ex/confluence/${sandbox.cloudId}`;
    const list = await call(gateway, '/wiki/api/v2/pages?limit=1', bearer);
    expect(list.textAt('_links.next')).toMatch(/^\/wiki\/api\/v2\/pages\?/);
    expect(list.at('_links.base')).toBe(`${sandbox.siteUrl}/wiki`);
    const site = await call(sandbox.siteUrl, '/wiki/api/v2/pages', bearer);
    expect([site.status, site.headers.get('content-type')]).toEqual([401, 'text/html; charset=UTF-8']);
  });

  it('meets the gate before the route and before any check of what was sent', async () => {
    fixture = await startFixtureSite();
    const { apiUrl } = fixture.sandbox;
    const bearer = await bearerFor(['read:page:confluence']);
    for (const [method, path] of [
      ['DELETE', '/wiki/api/v2/pages/999999999'],
      ['POST', '/wiki/api/v2/pages'],
      ['GET', '/wiki/api/v2/spaces?limit=nonsense'],
      ['GET', '/wiki/api/v2/nothing-here'],
      ['GET', '/wiki/rest/api/user/current'],
      ['POST', '/wiki/api/v2/admin-key'],
    ] as const) {
      expect(statusAndBody(await call(apiUrl, path, bearer, method))).toEqual([401, mismatch]);
    }
    expect((await call(apiUrl, '/wiki/api/v2/pages/999999999', bearer)).status).toBe(404);
    expect((await call(apiUrl, '/wiki/api/v2/pages?limit=nonsense', bearer)).status).toBe(400);
    expect((await call(apiUrl, '/wiki/api/v2/pages?limit=1', bearer, 'HEAD')).status).toBe(200);
  });

  it('with classic scopes opens v1 and nothing of v2; with granular ones what says so in v1', async () => {
    fixture = await startFixtureSite();
    const { apiUrl } = fixture.sandbox;
    const classic = await bearerFor([
      'read:confluence-content.all',
      'read:confluence-space.summary',
      'search:confluence',
    ]);
    expect((await call(apiUrl, '/wiki/rest/api/search?cql=type=page', classic)).status).toBe(200);
    expect((await call(apiUrl, '/wiki/rest/api/space/ENG', classic)).status).toBe(200);
    expect((await call(apiUrl, '/wiki/api/v2/spaces', classic)).status).toBe(401);
    expect((await call(apiUrl, '/wiki/api/v2/pages', classic)).status).toBe(401);
    const granular = await bearerFor(['read:content-details:confluence']);
    expect((await call(apiUrl, '/wiki/rest/api/search?cql=type=page', granular)).status).toBe(200);
    expect((await call(apiUrl, '/wiki/rest/api/user/current', granular)).status).toBe(200);
    expect((await call(apiUrl, '/wiki/rest/api/content/search?cql=type=page', granular)).status).toBe(200);
  });

  it('needs every scope of an entry', async () => {
    fixture = await startFixtureSite();
    const { apiUrl } = fixture.sandbox;
    const path = `/wiki/api/v2/pages/${fixture.space.homepageId ?? ''}/properties`;
    const property = { key: 'k', value: 1 };
    const half = await bearerFor(['write:page:confluence']);
    expect((await call(apiUrl, path, half, 'POST', property)).status).toBe(401);
    const whole = await bearerFor(['read:page:confluence', 'write:page:confluence']);
    expect((await call(apiUrl, path, whole, 'POST', property)).status).toBe(200);
  });

  it('with the summary scope reads v1 content without its body', async () => {
    fixture = await startFixtureSite();
    const { apiUrl } = fixture.sandbox;
    const path = `/wiki/rest/api/content/${fixture.space.homepageId ?? ''}`;
    const summary = await bearerFor(['read:confluence-content.summary']);
    expect((await call(apiUrl, `${path}?expand=version`, summary)).status).toBe(200);
    expect((await call(apiUrl, `${path}?expand=version,body.storage`, summary)).status).toBe(401);
    const all = await bearerFor(['read:confluence-content.all']);
    expect(
      (await call(apiUrl, `${path}?expand=version,body.storage`, all)).at('body.storage.value'),
    ).toBeTypeOf('string');
  });

  it('finds v1 content gone on the API address alone, where that is asked for', async () => {
    fixture = await startFixtureSite({ v1ContentOnApi: 'gone' });
    const { sandbox, space, ben } = fixture;
    const scopes = [
      'read:confluence-content.all',
      'read:confluence-space.summary',
      'write:confluence-content',
    ];
    const bearer = await bearerFor([...scopes, 'search:confluence']);
    const home = `/wiki/rest/api/content/${space.homepageId ?? ''}`;
    for (const path of [home, '/wiki/rest/api/content', '/wiki/rest/api/space', `${home}/child/page`]) {
      expect((await call(sandbox.apiUrl, path, bearer)).status).toBe(410);
      expect((await ben.get(path)).status).toBe(200);
    }
    expect((await call(sandbox.apiUrl, home, bearer, 'DELETE')).status).toBe(410);
    expect((await call(sandbox.apiUrl, '/wiki/rest/api/search?cql=type=page', bearer)).status).toBe(200);
  });

  const refusals = async (bearer: string): Promise<unknown[]> => {
    const v2 = await call(fixture.sandbox.apiUrl, '/wiki/api/v2/pages', bearer);
    const v1 = await call(fixture.sandbox.apiUrl, '/wiki/rest/api/search?cql=type=page', bearer);
    return [v2.status, JSON.parse(v2.text), v1.status, v1.at('message')];
  };
  const asAbsent = [
    404,
    { errors: [{ status: 404, code: 'NOT_FOUND', title: 'Not Found', detail: null }] },
    403,
    'Current user not permitted to use Confluence',
  ];

  it('is answered like no credentials once it expired, was revoked, or never was', async () => {
    fixture = await startFixtureSite({ clock: standingClock(Date.UTC(2026, 10, 22, 9, 30)) });
    const { sandbox, ben } = fixture;
    const scopes = ['read:page:confluence', 'search:confluence'];
    const bearer = await bearerFor(scopes);
    sandbox.clock.advance(60 * 60_000 - 1);
    expect((await refusals(bearer))[0]).toBe(200);
    sandbox.clock.advance(1);
    expect(await refusals(bearer)).toEqual(asAbsent);
    const revoked = await bearerFor(scopes);
    sandbox.accounts.revokeGrants(ben.person.accountId);
    expect(await refusals(revoked)).toEqual(asAbsent);
    expect(await refusals('Bearer nonsense')).toEqual(asAbsent);
    const headers = { authorization: revoked };
    const resources = await fetch(sandbox.atlassian.resourcesUrl, { headers });
    expect([resources.status, await resources.json()]).toEqual([401, { code: 401, message: 'Unauthorized' }]);
  });

  it('can be answered 401 in JSON instead', async () => {
    fixture = await startFixtureSite({ atlassian: { deadToken: 'unauthorized' } });
    const unauthorized = { code: 401, message: 'Unauthorized' };
    expect(await refusals('Bearer nonsense')).toEqual([401, unauthorized, 401, 'Unauthorized']);
  });

  it('tells who it is for only with read:me', async () => {
    fixture = await startFixtureSite();
    const headers = { authorization: await bearerFor(['read:page:confluence']) };
    const me = await fetch(fixture.sandbox.atlassian.meUrl, { headers });
    expect([me.status, await me.json()]).toEqual([401, mismatch]);
  });
});

describe('an API token with scopes', () => {
  let fixture: FixtureSite;
  afterEach(() => fixture.sandbox.close());

  it('opens what its scopes say on the API address, nothing on the site, and expires', async () => {
    fixture = await startFixtureSite({ clock: standingClock(Date.UTC(2026, 10, 22, 9, 30)) });
    const { sandbox, ben, ada } = fixture;
    const { accountId } = ben.person;
    const scopes = ['read:page:confluence'];
    const token = sandbox.accounts.createScopedToken({ accountId, scopes, expiresInDays: 30 });
    const basic = (email: string): string => `Basic ${btoa(`${email}:${token}`)}`;
    const own = basic(ben.person.email);
    expect((await call(sandbox.apiUrl, '/wiki/api/v2/pages', own)).status).toBe(200);
    expect(JSON.parse((await call(sandbox.apiUrl, '/wiki/api/v2/spaces', own)).text)).toEqual(mismatch);
    const site = await call(sandbox.siteUrl, '/wiki/api/v2/pages', own);
    expect([site.status, site.headers.get('content-type')]).toEqual([401, 'text/html; charset=UTF-8']);
    expect((await call(sandbox.apiUrl, '/wiki/api/v2/pages', basic(ada.person.email))).status).toBe(404);
    sandbox.clock.advance(30 * 24 * 60 * 60_000);
    expect((await call(sandbox.apiUrl, '/wiki/api/v2/pages', own)).status).toBe(404);
  });

  it('is gone once deleted', async () => {
    fixture = await startFixtureSite();
    const { sandbox, ben } = fixture;
    const scopes = ['read:page:confluence'];
    const token = sandbox.accounts.createScopedToken({ accountId: ben.person.accountId, scopes });
    const own = `Basic ${btoa(`${ben.person.email}:${token}`)}`;
    expect((await call(sandbox.apiUrl, '/wiki/api/v2/pages', own)).status).toBe(200);
    sandbox.accounts.deleteScopedToken(token);
    expect((await call(sandbox.apiUrl, '/wiki/api/v2/pages', own)).status).toBe(404);
  });
});

describe('a sandbox with a data file', () => {
  it('knows apps, grants and tokens after a stop and a start', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-sandbox-'));
    const dataFile = join(folder, 'site.json');
    try {
      const first = await startFixtureSite({ dataFile });
      const app = registerApp(first.sandbox, ['read:page:confluence', 'offline_access']);
      const tokens = await connect(first.sandbox, app, first.ben.person.accountId);
      await first.sandbox.close();
      const second = await startSandbox({ dataFile, sample: false });
      try {
        const bearer = `Bearer ${tokens.access_token}`;
        expect((await call(second.apiUrl, '/wiki/api/v2/pages', bearer)).status).toBe(200);
        expect((await refreshWith(second, app, tokens.refresh_token ?? '')).status).toBe(200);
      } finally {
        await second.close();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
