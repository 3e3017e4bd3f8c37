import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixtureSite, type FixtureSite } from '../fixture-site.ts';
import {
  type App,
  askForTokens,
  authorizationAddress,
  authorize,
  connect,
  registerApp,
  signIn,
} from './testing/connect.ts';
import { scriptedBrowser } from './testing/scripted-browser.ts';

describe('the way through the authorization page', () => {
  let fixture: FixtureSite;
  let app: App;
  let accountId: string;
  beforeEach(async () => {
    fixture = await startFixtureSite();
    app = registerApp(fixture.sandbox, ['read:page:confluence', 'read:me', 'offline_access']);
    ({ accountId } = fixture.ben.person);
  });
  afterEach(() => fixture.sandbox.close());

  it('leads from the sign-in over the consent to the app, and the code to tokens of that person', async () => {
    const { sandbox } = fixture;
    const browser = scriptedBrowser(sandbox.siteUrl);
    const login = await browser.open(authorizationAddress(sandbox, app));
    expect(new URL(login.url).pathname).toBe('/_atlassian/id/login');
    for (const name of ['Ada', 'Ben', 'Cleo']) expect(login.text).toContain(name);
    const consent = await login.submit({ account: accountId });
    expect(consent.text).toContain('Weir is requesting access');
    for (const shown of ['ben@example.com', ...app.scopes]) expect(consent.text).toContain(shown);
    const back = await consent.submit({ site: sandbox.cloudId, decision: 'accept' });
    expect(back.outside?.href.startsWith(`${app.redirectUri}?`)).toBe(true);
    expect(back.outside?.searchParams.get('state')).toBe('state-of-the-app');

    const { status, body } = await askForTokens(sandbox, {
      grant_type: 'authorization_code',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      redirect_uri: app.redirectUri,
      code: back.outside?.searchParams.get('code') ?? '',
    });
    expect([status, body]).toEqual([
      200,
      {
        access_token: expect.stringMatching(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/),
        refresh_token: expect.stringMatching(/^eyJ/),
        expires_in: 3600,
        token_type: 'Bearer',
        scope: 'read:page:confluence read:me offline_access',
      },
    ]);
    const { access_token } = body as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}` };
    const me: unknown = await (await fetch(sandbox.atlassian.meUrl, { headers })).json();
    expect(me).toMatchObject({ account_id: accountId, email: 'ben@example.com', name: 'Ben' });
    const pages = await fetch(`${sandbox.apiUrl}/wiki/api/v2/pages`, { headers });
    expect(pages.status).toBe(200);
  });

  it('answers a cancel with access_denied and the state, and no grant remains', async () => {
    const consent = await signIn(fixture.sandbox, accountId, authorizationAddress(fixture.sandbox, app));
    const back = await consent.submit({ decision: 'cancel' });
    expect(Object.fromEntries(back.outside?.searchParams ?? [])).toEqual({
      error: 'access_denied',
      error_description: 'User did not authorize the request',
      state: 'state-of-the-app',
    });
    expect(fixture.sandbox.site.accounts.consents.size).toBe(0);
  });

  it.each([
    [
      'another callback',
      { redirect_uri: 'http://localhost:9/callback/' },
      'unauthorized_client',
      'Callback URL mismatch',
    ],
    ['an unknown client', { client_id: 'nobody' }, 'unauthorized_client', 'Unknown client'],
    [
      'a scope that the app does not have',
      { scope: 'read:page:confluence write:page:confluence' },
      'invalid_scope',
      'write:page:confluence',
    ],
    ['no audience', { audience: null }, 'access_denied', 'Service not found'],
    ['no response type', { response_type: null }, 'unsupported_response_type', 'Unsupported'],
  ])('asks for the sign-in first, then shows an error page for %s', async (_what, change, error, words) => {
    const address = authorizationAddress(fixture.sandbox, app, change);
    const login = await scriptedBrowser(fixture.sandbox.siteUrl).open(address);
    expect(new URL(login.url).pathname).toBe('/_atlassian/id/login');
    const page = await login.submit({ account: accountId });
    expect([new URL(page.url).pathname, new URL(page.url).searchParams.get('error'), page.outside]).toEqual([
      '/_atlassian/id/error',
      error,
      null,
    ]);
    expect(page.text).toContain(words);
  });

  it('lets only the owner into a private app', async () => {
    const { sandbox, ada } = fixture;
    const { accountId: ownerId } = ada.person;
    const redirectUri = 'http://localhost:9/private';
    const scopes = ['read:me'];
    const created = sandbox.apps.create({
      name: 'New',
      redirectUri,
      scopes,
      ownerId,
      distribution: 'private',
    });
    const own: App = { ...created, redirectUri, scopes };
    expect((await signIn(sandbox, ownerId, authorizationAddress(sandbox, own))).text).toContain('Accept');
    const other = await signIn(sandbox, accountId, authorizationAddress(sandbox, own));
    expect(other.text).toContain('You do not have access to this app');
    sandbox.apps.change(own.clientId, { distribution: 'shared' });
    expect((await signIn(sandbox, accountId, authorizationAddress(sandbox, own))).text).toContain('Accept');
  });

  it('answers 400 before any page when about 80 scopes make the address too long', async () => {
    const scope = Array.from({ length: 80 }, (_, index) => `read:thing${index}:confluence`).join(' ');
    const page = await scriptedBrowser(fixture.sandbox.siteUrl).open(
      authorizationAddress(fixture.sandbox, app, { scope }),
    );
    expect([page.status, page.text]).toEqual([
      400,
      expect.stringContaining('Request Header Or Cookie Too Large'),
    ]);
  });

  it('asks again with prompt=consent, and without it only for what was not allowed yet', async () => {
    const { sandbox } = fixture;
    await authorize(sandbox, app, accountId);
    expect((await signIn(sandbox, accountId, authorizationAddress(sandbox, app))).outside).toBeNull();
    const silent = await signIn(sandbox, accountId, authorizationAddress(sandbox, app, { prompt: null }));
    expect(silent.outside?.searchParams.get('code')).toMatch(/^\w{48}$/);
    const less = authorizationAddress(sandbox, app, { prompt: null, scope: 'read:me' });
    expect((await signIn(sandbox, accountId, less)).outside).toBeNull();
  });

  it('gives the app the sites that were chosen, one consent after the other, under the newest scopes', async () => {
    const { sandbox } = fixture;
    const wiki = registerApp(sandbox, ['read:page:confluence', 'read:jira-work', 'offline_access']);
    const other = sandbox.accounts.addOtherSite({ name: 'second' });
    const resources = async (): Promise<{ id: string; scopes: string[] }[]> => {
      const { access_token } = await connect(sandbox, wiki, accountId);
      const headers = { authorization: `Bearer ${access_token}` };
      const answer = await fetch(sandbox.atlassian.resourcesUrl, { headers });
      return (await answer.json()) as { id: string; scopes: string[] }[];
    };
    expect(await resources()).toEqual([
      expect.objectContaining({
        id: sandbox.cloudId,
        url: sandbox.siteUrl,
        scopes: ['read:page:confluence'],
      }),
      expect.objectContaining({ id: sandbox.cloudId, scopes: ['read:jira-work'] }),
    ]);
    const consent = await signIn(sandbox, accountId, authorizationAddress(sandbox, wiki));
    expect(consent.text).toContain('second (https://second.example.com)');
    await consent.submit({ site: other.cloudId, decision: 'accept' });
    expect(new Set((await resources()).map(({ id }) => id))).toEqual(
      new Set([sandbox.cloudId, other.cloudId]),
    );
    sandbox.accounts.makeGuest(accountId);
    expect(await resources()).toEqual([]);
  });

  it('leaves the site that was not chosen closed', async () => {
    const { sandbox } = fixture;
    const other = sandbox.accounts.addOtherSite({ name: 'second' });
    const consent = await signIn(sandbox, accountId, authorizationAddress(sandbox, app));
    const back = await consent.submit({ site: other.cloudId, decision: 'accept' });
    const { body } = await askForTokens(sandbox, {
      grant_type: 'authorization_code',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      redirect_uri: app.redirectUri,
      code: back.outside?.searchParams.get('code') ?? '',
    });
    const { access_token } = body as { access_token: string };
    const pages = await fetch(`${sandbox.apiUrl}/wiki/api/v2/pages`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(pages.status).toBe(404);
  });

  it('sends nobody elsewhere from the sign-in page', async () => {
    const browser = scriptedBrowser(fixture.sandbox.siteUrl);
    const login = await browser.open(
      `${fixture.sandbox.siteUrl}/_atlassian/id/login?continue=https://evil.example`,
    );
    expect(login.text).not.toContain('evil.example');
    expect((await login.submit({ account: accountId })).outside).toBeNull();
  });
});

describe('a code challenge', () => {
  const verifier = 'verifier-verifier-verifier-verifier-verifier';
  const challenge = createHash('sha256').update(verifier).digest('base64url');

  const exchange = async (pkce: 'ignored' | 'honoured', sent: string): Promise<number> => {
    const { sandbox, ben } = await startFixtureSite({ atlassian: { pkce } });
    try {
      const app = registerApp(sandbox, ['read:me']);
      const address = authorizationAddress(sandbox, app, {
        code_challenge: challenge,
        code_challenge_method: 'S256',
      });
      const consent = await signIn(sandbox, ben.person.accountId, address);
      const back = await consent.submit({ site: sandbox.cloudId, decision: 'accept' });
      const { status } = await askForTokens(sandbox, {
        grant_type: 'authorization_code',
        client_id: app.clientId,
        client_secret: app.clientSecret,
        redirect_uri: app.redirectUri,
        code: back.outside?.searchParams.get('code') ?? '',
        code_verifier: sent,
      });
      return status;
    } finally {
      await sandbox.close();
    }
  };

  it('is ignored, or binds the code to its verifier where that is asked for', async () => {
    expect(await exchange('ignored', 'something else')).toBe(200);
    expect(await exchange('honoured', verifier)).toBe(200);
    expect(await exchange('honoured', 'something else')).toBe(403);
  });
});
