import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixtureSite, type FixtureSite } from '../fixture-site.ts';
import { standingClock } from '../model/movable-clock.ts';
import { signInFaults } from './sign-in-faults.ts';
import { type App, askForTokens, authorize, connect, refreshWith, registerApp } from './testing/connect.ts';

const minute = 60_000;

describe('the token endpoint', () => {
  let fixture: FixtureSite;
  let app: App;
  let accountId: string;
  beforeEach(async () => {
    fixture = await startFixtureSite({ clock: standingClock(Date.UTC(2026, 10, 22, 9, 30)) });
    app = registerApp(fixture.sandbox, ['read:page:confluence', 'offline_access']);
    ({ accountId } = fixture.ben.person);
  });
  afterEach(() => fixture.sandbox.close());

  const code = (change: Readonly<Record<string, string>>): ReturnType<typeof askForTokens> =>
    askForTokens(fixture.sandbox, {
      grant_type: 'authorization_code',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      redirect_uri: app.redirectUri,
      ...change,
    });
  const refresh = (change: Readonly<Record<string, string>>): ReturnType<typeof askForTokens> =>
    askForTokens(fixture.sandbox, {
      grant_type: 'refresh_token',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      ...change,
    });
  const invalidCode = {
    status: 403,
    body: { error: 'invalid_grant', error_description: 'Invalid authorization code' },
  };
  const wrongClient = { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } };
  const unknownToken = {
    status: 403,
    body: { error: 'unauthorized_client', error_description: 'refresh_token is invalid' },
  };
  const deadGrant = {
    status: 403,
    body: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
  };

  it('refuses a refresh token that it does not know, or of another app', async () => {
    expect(await refresh({ refresh_token: 'bogus' })).toEqual(unknownToken);
    const other = registerApp(fixture.sandbox, ['offline_access'], 'Other');
    const { refresh_token = '' } = await connect(fixture.sandbox, other, accountId);
    expect(await refresh({ refresh_token })).toEqual(unknownToken);
  });

  it('tells a wrong secret before it looks at anything else', async () => {
    expect(await refresh({ refresh_token: 'bogus', client_secret: 'wrong' })).toEqual(wrongClient);
    expect(await refresh({ refresh_token: 'bogus', client_id: 'nobody' })).toEqual(wrongClient);
    expect(await code({ code: 'bogus', client_secret: 'wrong' })).toEqual(wrongClient);
  });

  it('takes a code once, for its callback, for five minutes', async () => {
    expect(await code({ code: 'bogus' })).toEqual(invalidCode);
    const used = await authorize(fixture.sandbox, app, accountId);
    expect((await code({ code: used })).status).toBe(200);
    expect(await code({ code: used })).toEqual(invalidCode);
    const elsewhere = await authorize(fixture.sandbox, app, accountId);
    expect(await code({ code: elsewhere, redirect_uri: 'http://localhost:9/other' })).toEqual(invalidCode);
    const late = await authorize(fixture.sandbox, app, accountId);
    fixture.sandbox.clock.advance(5 * minute);
    expect(await code({ code: late })).toEqual(invalidCode);
  });

  it('says what is missing and which grants it does not know', async () => {
    const { status, body } = await code({ grant_type: 'password' });
    expect([status, body]).toEqual([
      400,
      { error: 'unsupported_grant_type', error_description: 'Unsupported grant type: password' },
    ]);
    expect((await refresh({})).body).toMatchObject({ error: 'invalid_request' });
    expect((await code({})).body).toMatchObject({ error: 'invalid_request' });
    const empty = await fetch(fixture.sandbox.atlassian.tokenUrl, { method: 'POST', body: 'nonsense' });
    expect(empty.status).toBe(400);
  });

  it('takes forms too', async () => {
    const { refresh_token = '' } = await connect(fixture.sandbox, app, accountId);
    const answer = await fetch(fixture.sandbox.atlassian.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: app.clientId,
        client_secret: app.clientSecret,
        refresh_token,
      }),
    });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it('gives no refresh token without offline_access', async () => {
    const short = registerApp(fixture.sandbox, ['read:me'], 'Short');
    expect(await connect(fixture.sandbox, short, accountId)).not.toHaveProperty('refresh_token');
  });

  it('knows a rotated secret at once, and the old one only where it is kept', async () => {
    const { refresh_token = '' } = await connect(fixture.sandbox, app, accountId);
    const second = fixture.sandbox.apps.rotateSecret(app.clientId, { keepOld: true });
    const kept = await refresh({ refresh_token });
    expect(kept.status).toBe(200);
    const third = fixture.sandbox.apps.rotateSecret(app.clientId);
    const next = (kept.body as { refresh_token: string }).refresh_token;
    expect(await refresh({ refresh_token: next, client_secret: second })).toEqual(wrongClient);
    expect((await refresh({ refresh_token: next, client_secret: third })).status).toBe(200);
  });

  describe('rotates refresh tokens', () => {
    let first: string;
    beforeEach(async () => {
      first = (await connect(fixture.sandbox, app, accountId)).refresh_token ?? '';
    });
    const rotate = async (token: string): Promise<string> => {
      const { status, body } = await refreshWith(fixture.sandbox, app, token);
      expect(status).toBe(200);
      return (body as { refresh_token: string }).refresh_token;
    };

    it.each([1, 9, 10])(
      'and takes one once more within %i minutes, for whoever lost the answer',
      async (minutes) => {
        const second = await rotate(first);
        fixture.sandbox.clock.advance(minutes * minute);
        const again = await rotate(first);
        expect(new Set([first, second, again]).size).toBe(3);
        await rotate(again);
        await rotate(second);
      },
    );

    it('and ends the whole family when one comes back after 11 minutes', async () => {
      const second = await rotate(first);
      fixture.sandbox.clock.advance(11 * minute);
      expect(await refreshWith(fixture.sandbox, app, first)).toEqual(unknownToken);
      expect(await refreshWith(fixture.sandbox, app, second)).toEqual(unknownToken);
    });

    it('and leaves the chain of another consent alone', async () => {
      const other = (await connect(fixture.sandbox, app, accountId)).refresh_token ?? '';
      await rotate(first);
      fixture.sandbox.clock.advance(11 * minute);
      expect(await refreshWith(fixture.sandbox, app, first)).toEqual(unknownToken);
      await rotate(other);
    });

    it('and ends them after 90 days without use, each use beginning them anew, and after a year', async () => {
      const day = 24 * 60 * minute;
      let token = first;
      for (let month = 0; month < 4; month += 1) {
        fixture.sandbox.clock.advance(90 * day);
        token = await rotate(token);
      }
      fixture.sandbox.clock.advance(6 * day);
      expect(await refreshWith(fixture.sandbox, app, token)).toEqual(deadGrant);
      const idle = (await connect(fixture.sandbox, app, accountId)).refresh_token ?? '';
      fixture.sandbox.clock.advance(90 * day + 1);
      expect(await refreshWith(fixture.sandbox, app, idle)).toEqual(deadGrant);
    });

    it('and none live after the person took the grant away, until they consent anew', async () => {
      fixture.sandbox.accounts.revokeGrants(accountId, app.clientId);
      expect(await refreshWith(fixture.sandbox, app, first)).toEqual(deadGrant);
      const fresh = (await connect(fixture.sandbox, app, accountId)).refresh_token ?? '';
      expect(await refreshWith(fixture.sandbox, app, first)).toEqual(deadGrant);
      await rotate(fresh);
    });

    it('and gives the scopes of the newest consent', async () => {
      fixture.sandbox.apps.change(app.clientId, { scopes: ['read:space:confluence'] });
      const narrow: App = { ...app, scopes: ['read:space:confluence', 'offline_access'] };
      await connect(fixture.sandbox, narrow, accountId);
      const { body } = await refreshWith(fixture.sandbox, app, first);
      expect(body).toMatchObject({ scope: 'read:space:confluence offline_access' });
    });
  });

  it('can lose the answer to a refresh that it made, or never make it', async () => {
    const { sandbox } = fixture;
    const first = (await connect(sandbox, app, accountId)).refresh_token ?? '';
    const usedAt = (): number | null | undefined =>
      sandbox.site.accounts.refreshTokens.get(first)?.firstUsedAt;
    sandbox.faults.add(signInFaults.refreshCut());
    await expect(refreshWith(sandbox, app, first)).rejects.toThrow('fetch failed');
    expect(usedAt()).toBeNull();
    sandbox.faults.add(signInFaults.refreshLost());
    await expect(refreshWith(sandbox, app, first)).rejects.toThrow('fetch failed');
    expect(usedAt()).not.toBeNull();
    sandbox.clock.advance(9 * minute);
    expect((await refreshWith(sandbox, app, first)).status).toBe(200);
  });

  it('can be down, limited, or behind a proxy that answers', async () => {
    const { sandbox } = fixture;
    const first = (await connect(sandbox, app, accountId)).refresh_token ?? '';
    sandbox.faults.add(signInFaults.refreshAnsweredByProxy());
    sandbox.faults.add(signInFaults.tokenEndpointFails(500));
    sandbox.faults.add(signInFaults.tokenEndpointLimits(7));
    sandbox.faults.add(signInFaults.tokenEndpointSlow(5));
    const ask = (): Promise<Response> =>
      fetch(sandbox.atlassian.tokenUrl, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          client_id: app.clientId,
          client_secret: app.clientSecret,
          refresh_token: first,
        }),
      });
    const proxied = await ask();
    expect([proxied.status, proxied.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    expect((await ask()).status).toBe(500);
    const limited = await ask();
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await ask()).status).toBe(200);
  });
});

describe('service accounts', () => {
  it('get an hour on the API address for their client credentials', async () => {
    const { sandbox, editorsGroupId } = await startFixtureSite();
    try {
      const bot = sandbox.accounts.createServiceAccount({
        name: 'Nightly Bot',
        scopes: ['read:space:confluence'],
        groupIds: [editorsGroupId],
      });
      expect(bot.person.email).toMatch(/^nightly-bot-\w+@serviceaccount\.atlassian\.com$/);
      expect(sandbox.people.map(({ email }) => email)).not.toContain(bot.person.email);
      const request = {
        grant_type: 'client_credentials',
        client_id: bot.clientId,
        client_secret: bot.clientSecret,
      };
      const { status, body } = await askForTokens(sandbox, request);
      expect([status, body]).toEqual([
        200,
        {
          access_token: expect.any(String),
          expires_in: 3600,
          token_type: 'Bearer',
          scope: 'read:space:confluence',
        },
      ]);
      const headers = { authorization: `Bearer ${(body as { access_token: string }).access_token}` };
      const status_ = async (base: string, path: string): Promise<number> =>
        (await fetch(base + path, { headers })).status;
      expect(await status_(sandbox.apiUrl, '/wiki/api/v2/spaces')).toBe(200);
      expect(await status_(sandbox.apiUrl, '/wiki/api/v2/pages')).toBe(401);
      expect(await status_(sandbox.siteUrl, '/wiki/api/v2/spaces')).toBe(401);
      sandbox.clock.advance(60 * minute);
      expect(await status_(sandbox.apiUrl, '/wiki/api/v2/spaces')).toBe(404);

      const app = registerApp(sandbox, ['read:me']);
      const { clientId: client_id, clientSecret: client_secret } = app;
      const refused = await askForTokens(sandbox, {
        grant_type: 'client_credentials',
        client_id,
        client_secret,
      });
      expect(refused.body).toMatchObject({ error: 'unsupported_grant_type' });
    } finally {
      await sandbox.close();
    }
  });
});
