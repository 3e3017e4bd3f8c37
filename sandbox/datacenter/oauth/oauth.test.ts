import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scriptedBrowser, type BrowserPage } from '../../atlassian/testing/scripted-browser.ts';
import { answerOf, type Answer } from '../../fixture-site.ts';
import { callerOf, startDataCenterFixture, type DataCenterFixture } from '../fixture-site.ts';
import { loginOf } from '../logins.ts';
import type { OAuthClient } from './provider.ts';

const redirectUri = 'http://127.0.0.1:9/callback';

describe('the OAuth provider of a Data Center', () => {
  let fixture: DataCenterFixture;
  let client: OAuthClient;
  beforeAll(async () => {
    fixture = await startDataCenterFixture();
    client = fixture.sandbox.oauth.register({ name: 'Weir', redirectUri, scope: 'WRITE' });
  });
  afterAll(() => fixture.sandbox.close());

  const authorize = (more: Record<string, string> = {}): Promise<BrowserPage> => {
    const query = new URLSearchParams({
      client_id: client.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'WRITE',
      state: 'st',
      ...more,
    });
    const browser = scriptedBrowser(new URL(fixture.sandbox.siteUrl).origin);
    return browser.open(`${fixture.sandbox.siteUrl}/rest/oauth2/latest/authorize?${query.toString()}`);
  };
  const signedIn = async (more: Record<string, string> = {}): Promise<BrowserPage> => {
    const { username, password } = loginOf(fixture.ben.person);
    const login = await authorize(more);
    return login.submit({ os_username: username, os_password: password });
  };
  const codeFor = async (more: Record<string, string> = {}): Promise<string> => {
    const done = await (await signedIn(more)).submit({ decision: 'allow' });
    return done.outside?.searchParams.get('code') ?? '';
  };
  const token = async (parameters: Record<string, string>): Promise<Answer> =>
    answerOf(
      await fetch(`${fixture.sandbox.siteUrl}/rest/oauth2/latest/token`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: client.clientId,
          client_secret: client.clientSecret,
          redirect_uri: redirectUri,
          ...parameters,
        }),
      }),
    );
  const redeemed = async (more: Record<string, string> = {}): Promise<Answer> =>
    token({ grant_type: 'authorization_code', code: await codeFor(more) });
  const refreshed = (refreshToken: string): Promise<Answer> =>
    token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  const withToken = (accessToken: string): ReturnType<typeof callerOf> =>
    callerOf(fixture.sandbox, fixture.ben.person, `Bearer ${accessToken}`);

  it('lets a person sign in, consent and come back with a code that stands for them', async () => {
    const login = await authorize();
    const wrong = await login.submit({ os_username: 'ben', os_password: 'wrong' });
    expect(wrong.text).toContain('your username and/or password are incorrect');
    const consent = await signedIn();
    expect(consent.text).toContain('Weir wants to access your Confluence account');
    expect(consent.text).toContain('See and change the Confluence content');
    const done = await consent.submit({ decision: 'allow' });
    expect(done.outside?.searchParams.get('state')).toBe('st');
    const code = done.outside?.searchParams.get('code') ?? '';
    const answer = await token({ grant_type: 'authorization_code', code });
    expect(JSON.parse(answer.text)).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 7200,
      created_at: expect.any(Number),
    });
    const me = await withToken(answer.textAt('access_token')).get('/rest/api/user/current');
    expect([me.at('username'), me.headers.get('x-seraph-loginreason')]).toEqual(['ben', 'OK']);
    const again = await token({ grant_type: 'authorization_code', code });
    expect([again.status, again.at('error')]).toEqual([400, 'invalid_grant']);
  });

  it('tells the client when the person says no, or when it asks for too much', async () => {
    const denied = await (await signedIn()).submit({ decision: 'deny' });
    expect([denied.outside?.searchParams.get('error'), denied.outside?.searchParams.get('state')]).toEqual([
      'access_denied',
      'st',
    ]);
    for (const scope of ['ADMIN', 'read', '']) {
      const refused = await authorize({ scope });
      expect(refused.outside?.searchParams.get('error')).toBe('invalid_scope');
    }
  });

  it('sends nobody to an address that is not the registered one', async () => {
    for (const more of [{ redirect_uri: `${redirectUri}/` }, { client_id: 'unknown' }]) {
      const page = await authorize(more);
      expect([page.status, page.outside]).toEqual([400, null]);
    }
  });

  it('refuses a consent that comes from another page', async () => {
    const consent = await signedIn();
    const forged = await consent.submit({ decision: 'allow', atl_token: 'guessed' });
    expect([forged.status, forged.outside]).toEqual([403, null]);
  });

  it('reads forms and queries, no JSON, and wants the secret', async () => {
    const parameters = { grant_type: 'authorization_code', code: await codeFor() };
    const json = await answerOf(
      await fetch(`${fixture.sandbox.siteUrl}/rest/oauth2/latest/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          ...parameters,
          client_id: client.clientId,
          client_secret: client.clientSecret,
        }),
      }),
    );
    expect([json.status, json.at('error')]).toEqual([400, 'invalid_request']);
    const secret = await token({ ...parameters, client_secret: 'wrong' });
    expect([secret.status, secret.at('error')]).toEqual([401, 'invalid_client']);
    const query = new URLSearchParams({
      ...parameters,
      client_id: client.clientId,
      client_secret: client.clientSecret,
      redirect_uri: redirectUri,
    });
    const url = `${fixture.sandbox.siteUrl}/rest/oauth2/latest/token?${query.toString()}`;
    expect((await fetch(url, { method: 'POST' })).status).toBe(200);
  });

  it.each(['S256', 'plain'])('proves a code by %s', async (method) => {
    const verifier = 'a-verifier-of-at-least-forty-three-characters-1';
    const challenge =
      method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
    const code = (): Promise<string> => codeFor({ code_challenge: challenge, code_challenge_method: method });
    const without = await token({ grant_type: 'authorization_code', code: await code() });
    expect(without.at('error')).toBe('invalid_grant');
    const proven = await token({
      grant_type: 'authorization_code',
      code: await code(),
      code_verifier: verifier,
    });
    expect(proven.status).toBe(200);
  });

  it('ends the old pair with every refresh, even when its answer is lost', async () => {
    const first = await redeemed();
    const second = await refreshed(first.textAt('refresh_token'));
    expect(second.status).toBe(200);
    expect((await withToken(first.textAt('access_token')).get('/rest/api/space')).status).toBe(401);
    expect((await withToken(second.textAt('access_token')).get('/rest/api/space')).status).toBe(200);
    expect((await refreshed(first.textAt('refresh_token'))).at('error')).toBe('invalid_grant');
    fixture.sandbox.faults.add({
      match: { path: /\/oauth2\/latest\/token$/ },
      phase: 'after',
      cut: true,
      times: 1,
    });
    await expect(refreshed(second.textAt('refresh_token'))).rejects.toThrow(/fetch failed/);
    expect((await refreshed(second.textAt('refresh_token'))).at('error')).toBe('invalid_grant');
  });

  it('lets access tokens end after two hours, and refresh tokens go on', async () => {
    const tokens = await redeemed();
    fixture.sandbox.clock.advance(7_201_000);
    const late = await withToken(tokens.textAt('access_token')).get('/rest/api/space');
    expect([late.status, late.headers.get('x-seraph-loginreason')]).toEqual([401, 'AUTHENTICATED_FAILED']);
    expect((await refreshed(tokens.textAt('refresh_token'))).status).toBe(200);
  });

  it('keeps a token for reading from writing', async () => {
    const reader = withToken((await redeemed({ scope: 'READ' })).textAt('access_token'));
    expect((await reader.get('/rest/api/space')).status).toBe(200);
    const page = { type: 'page', title: 'By a reader', space: { key: 'ENG' } };
    const refused = await reader.send('POST', '/rest/api/content', page);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="WRITE"',
    ]);
    const writer = withToken((await redeemed()).textAt('access_token'));
    expect((await writer.send('POST', '/rest/api/content', page)).status).toBe(200);
  });

  it('forgets what a person takes back', async () => {
    const tokens = await redeemed();
    fixture.sandbox.oauth.revoke(fixture.ben.person.accountId, client.clientId);
    expect((await withToken(tokens.textAt('access_token')).get('/rest/api/space')).status).toBe(401);
    expect((await refreshed(tokens.textAt('refresh_token'))).at('error')).toBe('invalid_grant');
  });
});
