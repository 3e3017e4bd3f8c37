import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startSandbox, type RunningDataCenter, type RunningSandbox } from '../../sandbox/index.ts';
import { registerApp } from '../../sandbox/atlassian/testing/connect.ts';
import { scriptedBrowser } from '../../sandbox/atlassian/testing/scripted-browser.ts';
import type { Person } from '../../src/store/people.ts';
import type { Workspace } from '../../src/store/workspaces.ts';
import { startAdminWeir, type AdminAnswer, type AdminWeir, type Ask } from '../support/admin-weir.ts';
import { describeEachStore } from '../support/stores.ts';

let cloud: RunningSandbox;
let wiki: RunningDataCenter;
/** Answers a web page to everything, as a sign-in page or a proxy does. */
let page: Server;
let pageUrl: string;
beforeAll(async () => {
  cloud = await startSandbox();
  wiki = await startSandbox({ platform: 'datacenter', contextPath: '/confluence' });
  page = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
  });
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  pageUrl = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
});
afterAll(async () => {
  page.close();
  await cloud.close();
  await wiki.close();
});

describeEachStore('connections by the admin API', ({ emptyLocation }) => {
  let weir: AdminWeir;
  let main: Workspace;
  let ada: Person;
  let owner: Ask;
  beforeEach(async () => {
    weir = await startAdminWeir({
      database: await emptyLocation(),
      atlassian: cloud.atlassian,
      outgoingAddresses: ['203.0.113.7'],
    });
    main = await weir.workspace('main');
    ada = await weir.person(main, 'ada', ['owner']);
    owner = await weir.browser(ada);
  });
  afterEach(() => weir.close());

  const save = (
    auth: Readonly<Record<string, unknown>>,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<AdminAnswer> =>
    owner('POST', '/workspaces/main/connections', {
      body: { slug: 'site', platform: 'cloud', site: `${cloud.siteUrl}/wiki`, auth, ...more },
    });
  const onDataCenter = { platform: 'datacenter' };
  const address = '/workspaces/main/connections/site';
  const person = () => {
    const [first] = cloud.people;
    if (!first) throw new Error('the sandbox has no people');
    return first;
  };

  it('saves a shared API token after a call that says what it saw, and never shows the token', async () => {
    const { email, apiToken, displayName } = person();
    const expiresAt = Date.UTC(2030, 0, 1);
    const saved = await save({ mode: 'api_token', email, token: apiToken, expiresAt });
    expect(saved.status).toBe(201);
    expect(saved.body).toEqual({
      id: expect.stringMatching(/^con_/),
      slug: 'site',
      platform: 'cloud',
      site: `${cloud.siteUrl}/wiki`,
      authMode: 'api_token',
      account: email,
      cloudId: cloud.cloudId,
      v1Content: 'living',
      isEnabled: true,
      state: 'verified',
      check: { at: expect.any(Number), verdict: 'ok', account: displayName, cloudId: cloud.cloudId },
      secretExpiresAt: expiresAt,
      origin: 'admin',
      createdAt: expect.any(Number),
    });
    expect((await owner('GET', '/workspaces/main/connections')).body).toEqual({ items: [saved.body] });
    expect(weir.directory.connections(main.id)).toMatchObject([{ slug: 'site', state: 'verified' }]);
    const rows = await weir.foundation.store.db.selectFrom('connection_secrets').selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(Buffer.from(rows[0]?.sealed ?? []).toString('latin1')).not.toContain(apiToken);
    expect((await save({ mode: 'api_token', email, token: apiToken })).status).toBe(409);
  });

  it('saves what the site refuses, and says so with a next step', async () => {
    const { email } = person();
    const saved = await save({ mode: 'api_token', email, token: 'wrong-token-canary' });
    expect(saved).toMatchObject({
      status: 201,
      body: {
        state: 'failed',
        check: { verdict: 'wrong_credentials', message: expect.any(String), nextStep: expect.any(String) },
      },
    });
    expect(JSON.stringify(saved.body)).not.toContain('canary');
  });

  it('says which address to put on an allowlist when the site cannot be reached', async () => {
    const saved = await save(
      { mode: 'pat', token: 'token' },
      { ...onDataCenter, site: 'http://127.0.0.1:1/confluence' },
    );
    expect(saved).toMatchObject({
      status: 201,
      body: {
        state: 'failed',
        check: { verdict: 'unreachable', nextStep: expect.stringContaining('put 203.0.113.7 on it') },
      },
    });
  });

  it.each([
    ['a web page instead of Cloud', () => ({ site: `${pageUrl}/wiki` }), 'no Confluence Cloud site'],
    [
      'a web page instead of a Data Center',
      () => ({ ...onDataCenter, site: pageUrl, auth: { mode: 'pat', token: 't' } }),
      'no Confluence at this address',
    ],
    [
      'a private address',
      () => ({ ...onDataCenter, site: 'http://10.1.2.3', auth: { mode: 'pat', token: 't' } }),
      'private',
    ],
    ['an address with a password', () => ({ site: 'https://user:pw@acme.atlassian.net' }), 'must not carry'],
    ['no address', () => ({ site: 'not a site' }), 'not the address of a Confluence site'],
    [
      'a Cloud address as a Data Center',
      () => ({ ...onDataCenter, site: 'acme', auth: { mode: 'pat', token: 't' } }),
      'Confluence Cloud',
    ],
    ['a token that Data Center has not', () => onDataCenter, 'on datacenter'],
    [
      'the central app where there is none',
      () => ({ auth: { mode: 'oauth_central' } }),
      'OAuth is not configured',
    ],
    [
      'a token that nobody is to enter',
      () => ({ auth: { mode: 'access_token', from: 'person', token: 't' } }),
      'from the operator',
    ],
    [
      'custom scopes without a list',
      () => ({ auth: { mode: 'oauth', clientId: 'c', clientSecret: 's' }, scopeChoice: 'custom' }),
      'names them',
    ],
  ])('refuses %s, and saves nothing', async (_what, change, words) => {
    const { email, apiToken } = person();
    const refused = await save({ mode: 'api_token', email, token: apiToken }, change());
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(refused.body['detail']).toContain(words);
    expect((await owner('GET', '/workspaces/main/connections')).body).toEqual({ items: [] });
  });

  it('probes the secret of an app, and shows the callback and the exact scopes', async () => {
    const { clientId, clientSecret } = registerApp(cloud, ['read:page:confluence']);
    const wrong = await save({ mode: 'oauth', clientId, clientSecret: 'wrong-secret-canary' });
    expect(wrong).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('client secret is wrong') },
    });
    const saved = await save({ mode: 'oauth', clientId, clientSecret }, { scopeChoice: 'read-only' });
    expect(saved).toMatchObject({
      status: 201,
      body: {
        state: 'unverified',
        clientId,
        scopeChoice: 'read-only',
        callbackUrl: `${weir.address}/integration-callback`,
        check: { verdict: 'not_signed_in' },
      },
    });
    const scopes = saved.body['scopes'] as string[];
    expect(scopes).toContain('offline_access');
    expect(scopes).toContain('read:page:confluence');
    expect(scopes.filter((scope) => /^(write|delete)/.test(scope))).toEqual([]);
    expect(JSON.stringify(saved.body)).not.toContain(clientSecret);
  });

  it('keeps people connected when the secret of the app is replaced', async () => {
    const redirectUri = 'http://localhost:9/callback';
    const scopes = ['read:page:confluence', 'read:space:confluence', 'read:confluence-user'];
    const { clientId, clientSecret } = cloud.apps.create({ name: 'Ours', redirectUri, scopes });
    const saved = await save({ mode: 'oauth', clientId, clientSecret }, { scopeChoice: 'custom', scopes });
    const caller = { workspaceId: main.id, userId: ada.id };
    const connection = () => {
      const found = weir.directory.connection(main.id, String(saved.body['id']));
      if (!found) throw new Error('the directory does not have the connection');
      return found;
    };
    await consentAs(caller, connection, redirectUri);
    const mine = await owner('GET', '/me/connections');
    expect(mine.body).toMatchObject({
      items: [
        {
          slug: 'site',
          connected: true,
          state: 'connected',
          account: { id: person().accountId },
          connectUrl: `${weir.address}/connect/${String(saved.body['id'])}?w=main`,
        },
      ],
    });
    // Now there is somebody to test as.
    const tested = await owner('POST', `${address}/test`);
    expect(tested.body).toMatchObject({
      state: 'verified',
      check: { verdict: 'ok', account: person().displayName },
    });

    const fresh = cloud.apps.rotateSecret(clientId);
    expect((await owner('POST', `${address}/test`)).body).toMatchObject({
      state: 'failed',
      check: { verdict: 'wrong_credentials' },
    });
    const { etag } = await owner('GET', address);
    const put = (secret: string, ifMatch?: string) =>
      owner('PUT', `${address}/secret`, { body: { secret }, ...(ifMatch !== undefined && { ifMatch }) });
    expect((await put(fresh)).status).toBe(428);
    expect((await put(fresh, '"old"')).status).toBe(412);
    expect((await put('wrong-secret-canary', etag ?? '')).status).toBe(400);
    expect((await put(fresh, etag ?? '')).status).toBe(200);
    cloud.clock.advance(2 * 3_600_000);
    const access = await weir.upstream.open(caller, connection());
    // The old access token is over at Atlassian: what works now came of a refresh with the new secret.
    expect((await access.renew()) ?? '').toMatch(/^Bearer /);
    expect((await owner('GET', '/me/connections')).body).toMatchObject({ items: [{ connected: true }] });

    expect((await owner('DELETE', '/me/connections/site')).status).toBe(204);
    expect((await owner('GET', '/me/connections')).body).toMatchObject({
      items: [{ connected: false, state: 'not_connected' }],
    });
    expect(await weir.foundation.store.db.selectFrom('upstream_grants').selectAll().execute()).toEqual([]);
  });

  it('names every scope that a scoped token lacks, by operation', async () => {
    const { accountId, email } = person();
    const scopes = ['read:page:confluence', 'read:content-details:confluence', 'read:confluence-user'];
    const token = cloud.accounts.createScopedToken({ accountId, scopes });
    const saved = await save({ mode: 'api_token', email, token, scoped: true }, { scopes });
    expect(saved.body).toMatchObject({ state: 'verified', scopedTokens: true, scopes });
    const report = await owner('GET', `${address}/scopes`);
    expect(report).toMatchObject({ status: 200, body: { choice: 'custom', granted: scopes } });
    const missing = report.body['missing'] as { operation: string; ways: string[][] }[];
    expect(missing).toContainEqual(
      expect.objectContaining({
        operation: 'pages.create',
        ways: expect.arrayContaining([expect.arrayContaining(['write:page:confluence'])]),
      }),
    );
    expect(missing.map(({ operation }) => operation)).not.toContain('pages.get');
    expect(report.body['disabledBy']).toContainEqual(
      expect.objectContaining({
        scope: 'write:page:confluence',
        disables: expect.arrayContaining(['pages.create']),
      }),
    );
    const chooser = await owner('GET', `${address}/scopes?choice=granular`);
    expect(chooser.body['requested']).toContain('write:page:confluence');
    expect((await owner('GET', `${address}/scopes?choice=most`)).status).toBe(400);
  });

  it('signs in a service account, and refuses a wrong secret of one', async () => {
    const scopes = ['read:page:confluence', 'read:confluence-user'];
    const {
      clientId,
      clientSecret,
      person: account,
    } = cloud.accounts.createServiceAccount({
      name: 'Robot',
      scopes,
    });
    expect((await save({ mode: 'service_account', clientId, clientSecret: 'wrong' })).status).toBe(400);
    expect(await save({ mode: 'service_account', clientId, clientSecret })).toMatchObject({
      status: 201,
      body: { state: 'verified', check: { account: account.displayName } },
    });
  });

  it('replaces a shared token only by one that works', async () => {
    const [first, other] = cloud.people;
    await save({ mode: 'api_token', email: first?.email, token: first?.apiToken });
    const refused = await owner('PUT', `${address}/secret`, { body: { secret: 'wrong' }, ifMatch: '*' });
    expect(refused).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('the old ones stay') },
    });
    expect((await owner('POST', `${address}/test`)).body).toMatchObject({ state: 'verified' });
    const replaced = await owner('PUT', `${address}/secret`, {
      body: { secret: other?.apiToken, account: other?.email, expiresAt: 5_000_000_000_000 },
      ifMatch: '*',
    });
    expect(replaced.body).toMatchObject({
      state: 'verified',
      account: other?.email,
      check: { account: other?.displayName },
      secretExpiresAt: 5_000_000_000_000,
    });
  });

  it('signs in to a Data Center: token, password, application link', async () => {
    const [first] = wiki.people;
    const site = { ...onDataCenter, site: wiki.siteUrl };
    const pat = await save({ mode: 'pat', token: first?.personalToken }, site);
    expect(pat).toMatchObject({
      status: 201,
      body: {
        site: wiki.siteUrl,
        state: 'verified',
        check: {
          verdict: 'ok',
          edition: expect.stringMatching(/^Data Center \d/),
          account: first?.displayName,
        },
      },
    });
    const password = await save(
      { mode: 'basic', username: first?.username, password: first?.password },
      { ...site, slug: 'by-password' },
    );
    expect(password.body).toMatchObject({ state: 'verified', account: first?.username });
    const app = wiki.oauth.register({
      name: 'Weir',
      redirectUri: 'http://localhost:9/callback',
      scope: 'WRITE',
    });
    const auth = { mode: 'oauth', clientId: app.clientId, clientSecret: app.clientSecret };
    expect(await save({ ...auth, clientSecret: 'wrong' }, { ...site, slug: 'oauth' })).toMatchObject({
      status: 400,
    });
    expect((await save(auth, { ...site, slug: 'oauth', scopeChoice: 'read-only' })).body).toMatchObject({
      state: 'unverified',
      scopes: ['READ'],
    });
  });

  it('shows a site that is another one than before', async () => {
    const { email, apiToken } = person();
    const saved = await save({ mode: 'api_token', email, token: apiToken });
    const settings = { account: email, cloudId: '00000000-0000-4000-8000-000000000000' };
    await weir.foundation.store.db
      .updateTable('connections')
      .set({ settings_json: JSON.stringify(settings) })
      .where('id', '=', String(saved.body['id']))
      .execute();
    expect((await owner('POST', `${address}/test`)).body).toMatchObject({
      state: 'failed',
      cloudId: settings.cloudId,
      check: { verdict: 'other_site' },
    });
  });

  it('is verified by the first real call', async () => {
    const saved = await save({ mode: 'api_token_per_user' });
    expect(saved.body).toMatchObject({ state: 'unverified' });
    const [connection] = weir.directory.connections(main.id);
    if (!connection) throw new Error('no connection');
    await weir.connections.noteSuccess(connection);
    expect((await owner('GET', address)).body).toMatchObject({ state: 'verified', check: { verdict: 'ok' } });
    // A stranger's look afterwards does not take that back.
    expect((await owner('POST', `${address}/test`)).body).toMatchObject({ state: 'verified' });
  });

  it('disables, enables and removes, with everybody’s tokens', async () => {
    const { email, apiToken } = person();
    const saved = await save({ mode: 'api_token_per_user' });
    const [connection] = weir.directory.connections(main.id);
    if (!connection) throw new Error('no connection');
    await weir.upstream.enter({ workspaceId: main.id, userId: ada.id }, connection, {
      username: email,
      password: apiToken,
    });
    const disabled = await owner('PATCH', address, { body: { isEnabled: false }, ifMatch: saved.etag ?? '' });
    expect(disabled.body).toMatchObject({ isEnabled: false });
    expect(weir.directory.connections(main.id)).toEqual([]);
    const enabled = await owner('PATCH', address, {
      body: { isEnabled: true },
      ifMatch: disabled.etag ?? '',
    });
    expect(weir.directory.connections(main.id)).toHaveLength(1);
    expect((await owner('PATCH', address, { body: { site: 'acme' }, ifMatch: '*' })).status).toBe(400);
    expect((await owner('DELETE', address, { ifMatch: '"old"' })).status).toBe(412);
    expect((await owner('DELETE', address, { ifMatch: enabled.etag ?? '' })).status).toBe(204);
    const { db } = weir.foundation.store;
    expect(await db.selectFrom('upstream_grants').selectAll().execute()).toEqual([]);
    expect(await db.selectFrom('person_connections').selectAll().execute()).toEqual([]);
    await weir.foundation.recorder.flush();
    const events = await db
      .selectFrom('audit_records')
      .select(['operation', 'connection_id', 'user_id'])
      .where('operation', 'like', 'connection.%')
      .orderBy('at')
      .orderBy('seq')
      .execute();
    expect(events.map(({ operation }) => operation)).toEqual([
      'connection.created',
      'connection.disabled',
      'connection.enabled',
      'connection.removed',
    ]);
    expect(new Set(events.map(({ connection_id: id }) => id))).toEqual(new Set([saved.body['id']]));
  });

  it('offers a connection to another workspace, whose builder uses it without credentials', async () => {
    const { email, apiToken } = person();
    const saved = await save({ mode: 'api_token', email, token: apiToken });
    const team = await weir.workspace('team');
    const builder = await weir.browser(await weir.person(team, 'ben', ['builder']));
    const operator = await weir.browser(ada, { isOperator: true });
    const offers = `${address}/publications`;
    expect((await operator('POST', offers, { body: { toWorkspace: 'main' } })).status).toBe(400);
    expect((await operator('POST', offers, { body: { toWorkspace: 'none' } })).status).toBe(404);
    const offer = await operator('POST', offers, { body: { toWorkspace: 'team', allowsAllAgents: true } });
    expect(offer).toMatchObject({ status: 201, body: { toWorkspace: 'team', isEnabled: false } });
    expect(weir.directory.connections(team.id)).toEqual([]);

    const theirs = `/workspaces/team/offered-connections/${String(saved.body['id'])}`;
    const seen = await builder('GET', theirs);
    expect(seen.body).toMatchObject({ slug: 'site', fromWorkspace: 'main', isEnabled: false });
    const used = await builder('PATCH', theirs, { body: { isEnabled: true }, ifMatch: seen.etag ?? '' });
    expect(used.body).toMatchObject({ isEnabled: true });
    expect(weir.directory.connections(team.id)).toMatchObject([
      { slug: 'site', workspaceId: main.id, usedBy: team.id, allowsAllAgents: true },
    ]);
    // It is not theirs to change or to look into.
    expect((await builder('GET', '/workspaces/team/connections/site')).status).toBe(404);

    // Two connections of one slug would leave an agent guessing.
    const lead = await weir.browser(await weir.person(team, 'lea', ['owner']));
    const own = {
      slug: 'site',
      platform: 'cloud',
      site: cloud.siteUrl,
      auth: { mode: 'api_token_per_user' },
    };
    expect(await lead('POST', '/workspaces/team/connections', { body: own })).toMatchObject({ status: 409 });
    await builder('PATCH', theirs, { body: { isEnabled: false }, ifMatch: used.etag ?? '' });
    expect((await lead('POST', '/workspaces/team/connections', { body: own })).status).toBe(201);
    expect(await builder('PATCH', theirs, { body: { isEnabled: true }, ifMatch: '*' })).toMatchObject({
      status: 409,
    });
    expect(weir.directory.connections(team.id)).toHaveLength(1);

    expect((await operator('DELETE', `${offers}/team`)).status).toBe(204);
    expect((await operator('DELETE', `${offers}/team`)).status).toBe(404);
    expect((await builder('GET', '/workspaces/team/offered-connections')).body).toEqual({ items: [] });
  });

  /** The sandbox's first person allows the app, and Weir keeps what comes of it for the caller. */
  async function consentAs(
    caller: { readonly workspaceId: string; readonly userId: string },
    connection: () => Parameters<AdminWeir['upstream']['redeem']>[1],
    redirectUri: string,
  ): Promise<void> {
    const verifier = 'v'.repeat(64);
    const challenge = Buffer.from(
      await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)),
    ).toString('base64url');
    const url = await weir.upstream.authorizationUrl(connection(), {
      state: 'state',
      redirectUri,
      challenge,
      scopes: weir.upstream.requestedScopes(connection()),
    });
    const login = await scriptedBrowser(cloud.siteUrl).open(url.href);
    const consent = await login.submit({ account: person().accountId });
    const back = await consent.submit({ site: cloud.cloudId, decision: 'accept' });
    const code = back.outside?.searchParams.get('code') ?? '';
    expect(await weir.upstream.redeem(caller, connection(), { code, verifier, redirectUri })).toMatchObject({
      status: { state: 'connected' },
    });
  }
});
