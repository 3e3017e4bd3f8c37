import {
  exchangeAuthorization,
  refreshAuthorization,
  startAuthorization,
} from '@modelcontextprotocol/client';
import {
  createV2Client,
  exchangeAuthorizationCode,
  generateAuthorizationUrl,
  getAccessibleResources,
  isReauthorizationRequired,
  parseCallbackUrl,
  refreshOAuth2Token,
} from 'confluence.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type App, registerApp, signIn } from '../sandbox/atlassian/testing/connect.ts';
import { startFixtureSite, type FixtureSite } from '../sandbox/fixture-site.ts';

let fixture: FixtureSite;
let app: App;
beforeEach(async () => {
  fixture = await startFixtureSite();
  app = registerApp(fixture.sandbox, ['read:page:confluence', 'read:space:confluence', 'offline_access']);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await fixture.sandbox.close();
});

const consentAs = async (accountId: string, address: string): Promise<URL> => {
  const consent = await signIn(fixture.sandbox, accountId, address);
  const back = await consent.submit({ site: fixture.sandbox.cloudId, decision: 'accept' });
  if (back.outside === null) throw new Error(`not sent back: ${back.text}`);
  return back.outside;
};

describe('confluence.js, unmodified, signing in to the sandbox', () => {
  // Its addresses are fixed: the network between is what sends Atlassian's hosts to the sandbox.
  const here = (address: string): string =>
    address
      .replace('https://auth.atlassian.com', fixture.sandbox.atlassian.authUrl)
      .replace('https://api.atlassian.com', fixture.sandbox.atlassian.apiUrl);
  beforeEach(() => {
    const direct = fetch;
    vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) => direct(here(String(input)), init));
  });

  const tokens = async (): Promise<Awaited<ReturnType<typeof exchangeAuthorizationCode>>> => {
    const { clientId, clientSecret, redirectUri } = app;
    const address = generateAuthorizationUrl({ clientId, redirectUri, scopes: [...app.scopes], state: 'st' });
    const back = await consentAs(fixture.ben.person.accountId, here(address));
    const { code } = parseCallbackUrl(back, { expectedState: 'st' });
    return exchangeAuthorizationCode({ clientId, clientSecret, redirectUri, code });
  };

  it('authorises, finds its site and reads', async () => {
    const { accessToken, expiresIn, tokenType, scope } = await tokens();
    expect([expiresIn, tokenType, scope]).toEqual([3600, 'Bearer', app.scopes.join(' ')]);
    const [site] = await getAccessibleResources(accessToken);
    expect([site?.id, site?.url]).toEqual([fixture.sandbox.cloudId, fixture.sandbox.siteUrl]);
    const client = createV2Client({ auth: { type: 'oauth2', accessToken } });
    const spaces = await client.space.getSpaces({});
    expect(spaces.results?.map(({ name }) => name)).toEqual(['Engineering']);
    const created = client.page.createPage({ body: { spaceId: fixture.space.id, title: 'No' } });
    await expect(created).rejects.toMatchObject({ status: 401 });
  });

  it('refreshes by itself and keeps the rotated token', async () => {
    const { clientId, clientSecret } = app;
    const { refreshToken = '', accessToken } = await tokens();
    const kept: (string | undefined)[] = [];
    const client = createV2Client({
      auth: {
        type: 'oauth2',
        clientId,
        clientSecret,
        accessToken,
        refreshToken,
        expiresAt: 0,
        onTokenRefresh: (fresh) => void kept.push(fresh.refreshToken),
      },
    });
    await client.space.getSpaces({});
    await client.page.getPages({});
    expect(kept).toEqual([expect.stringMatching(/^eyJ/)]);
    fixture.sandbox.clock.advance(11 * 60_000);
    const again = await refreshOAuth2Token({ clientId, clientSecret, refreshToken }).catch(
      (error: unknown) => error,
    );
    expect(again).toMatchObject({ status: 403, error: 'unauthorized_client' });
    expect(isReauthorizationRequired(again)).toBe(true);
  });

  it('tells a wrong secret from a dead grant', async () => {
    const { refreshToken = '' } = await tokens();
    const wrong = { clientId: app.clientId, clientSecret: 'wrong', refreshToken };
    const error = await refreshOAuth2Token(wrong).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 401, error: 'access_denied' });
    expect(isReauthorizationRequired(error)).toBe(false);
  });
});

describe('the OAuth client of the MCP SDK, unmodified', () => {
  it('authorises and refreshes with forms, the secret in the body', async () => {
    const { atlassian } = fixture.sandbox;
    const metadata = {
      issuer: atlassian.authUrl,
      authorization_endpoint: atlassian.authorizeUrl,
      token_endpoint: atlassian.tokenUrl,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    };
    const clientInformation = { client_id: app.clientId, client_secret: app.clientSecret };
    const redirectUri = app.redirectUri;
    const { authorizationUrl, codeVerifier } = await startAuthorization(atlassian.authUrl, {
      metadata,
      clientInformation,
      redirectUrl: redirectUri,
      scope: app.scopes.join(' '),
      state: 'st',
    });
    authorizationUrl.searchParams.set('audience', 'api.atlassian.com');
    const back = await consentAs(fixture.ben.person.accountId, authorizationUrl.href);
    const authorizationCode = back.searchParams.get('code') ?? '';
    const first = await exchangeAuthorization(atlassian.authUrl, {
      metadata,
      clientInformation,
      authorizationCode,
      codeVerifier,
      redirectUri,
    });
    expect([first.token_type, first.expires_in]).toEqual(['Bearer', 3600]);
    const refreshToken = first.refresh_token ?? '';
    const second = await refreshAuthorization(atlassian.authUrl, {
      metadata,
      clientInformation,
      refreshToken,
    });
    expect(second.refresh_token).not.toBe(refreshToken);
    const pages = await fetch(`${fixture.sandbox.apiUrl}/wiki/api/v2/pages`, {
      headers: { authorization: `Bearer ${second.access_token}` },
    });
    expect(pages.status).toBe(200);
  });
});
