import { describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../sandbox/index.ts';
import type { StoredConnection } from '../../src/store/connections.ts';
import type { ShownPage } from '../support/form-browser.ts';
import { startConnectSite } from '../support/connecting/connect-site.ts';

type Fields = Readonly<Record<string, string>>;

async function cloudTokens() {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const site = await startConnectSite();
  onTestFinished(() => site.close());
  const connection = await site.addConnection({
    slug: 'wiki',
    platform: 'cloud',
    site: `${sandbox.siteUrl}/wiki`,
    authMode: 'api_token_per_user',
    settings: {},
  });
  const ada = await site.addPerson('Ada Martin');
  const [account] = sandbox.people;
  if (!account) throw new Error('nobody in the sandbox');
  const enter = async (fields: Fields): Promise<ShownPage> =>
    (await ada.browser.open(await site.linkFor(ada.caller, connection))).submit(fields);
  return { sandbox, site, connection, account, enter, ...ada };
}

async function dataCenter(authMode: StoredConnection['authMode']) {
  const sandbox = await startSandbox({ platform: 'datacenter', contextPath: '/confluence' });
  onTestFinished(() => sandbox.close());
  const site = await startConnectSite();
  onTestFinished(() => site.close());
  const connection = await site.addConnection({
    slug: 'wiki',
    platform: 'datacenter',
    site: sandbox.siteUrl,
    authMode,
    settings: authMode === 'access_token' ? { tokenFrom: 'person' } : {},
  });
  const ada = await site.addPerson('Ada Martin');
  const [account] = sandbox.people;
  if (!account) throw new Error('nobody in the sandbox');
  const enter = async (fields: Fields): Promise<ShownPage> =>
    (await ada.browser.open(await site.linkFor(ada.caller, connection))).submit(fields);
  return { sandbox, site, connection, account, enter, ...ada };
}

describe('an API token of one’s own', () => {
  it.each(['in two fields', 'as email:token', 'as email:token beside the address'])(
    'is taken %s',
    async (how) => {
      const { site, connection, account, caller, enter } = await cloudTokens();
      const pair = `${account.email}:${account.apiToken}`;
      const fields = {
        'in two fields': { account: account.email, secret: ` ${account.apiToken}\t` },
        'as email:token': { account: '', secret: pair },
        'as email:token beside the address': { account: account.email, secret: pair },
      }[how];
      const done = await enter(fields ?? {});
      expect(done.text).toContain(`as ${account.displayName}`);
      expect(await site.status(caller, connection)).toMatchObject({
        state: 'connected',
        account: { id: account.accountId, name: account.displayName },
      });
    },
  );

  it('is asked for in a form that keeps nothing and gives nothing back', async () => {
    const { site, connection, caller, browser, account, enter } = await cloudTokens();
    const form = await browser.open(await site.linkFor(caller, connection));
    const inputs = [...form.html.matchAll(/<input\s[^>]*name="(account|secret|expires)"[^>]*>/g)].map(
      ([tag]) => tag,
    );
    expect(inputs).toHaveLength(3);
    for (const tag of inputs) expect(tag).toMatch(/value=""[\s\S]*autocomplete="off"/);
    const wrong = await enter({ account: account.email, secret: 'not-the-token' });
    expect(wrong.status).toBe(401);
    expect(wrong.text).toContain('Confluence does not accept what you entered.');
    expect(wrong.text).toContain('Check the email address, and copy the whole token again.');
    expect(wrong.text).not.toMatch(/reconnect|missing/i);
    expect(wrong.html).not.toContain('not-the-token');
    expect(wrong.html).not.toContain(account.email);
    const entered = { account: account.email, secret: account.apiToken, expires: '' };
    expect((await wrong.submit(entered)).text).toContain('Confluence is connected');
    expect(await site.recorded()).toEqual(['grant.refused upstream_auth', 'grant.connected ok']);
    const { store } = site.foundation;
    const everything = JSON.stringify([
      await store.db.selectFrom('audit_records').selectAll().execute(),
      await store.db.selectFrom('upstream_grants').selectAll().execute(),
    ]);
    expect(everything).not.toContain(account.apiToken);
    expect(everything).not.toContain('not-the-token');
  });

  it.each([
    ['nothing', { account: '', secret: '' }, 400],
    ['an address alone', { account: 'ada@example.org', secret: '' }, 400],
    ['a token alone', { account: '', secret: 'ATATT-token' }, 400],
    ['half a page', { account: 'ada@example.org', secret: 'two words' }, 400],
    ['a day that is none', { account: 'a@b.c', secret: 'ATATT', expires: '2026-02-31' }, 400],
    ['a day that is over', { account: 'a@b.c', secret: 'ATATT', expires: '2020-01-31' }, 400],
  ])('is not taken from %s', async (_what, fields, status) => {
    const { site, connection, caller, enter } = await cloudTokens();
    const page = await enter(fields);
    expect(page.status).toBe(status);
    expect(page.html).toContain('role="alert"');
    expect(await site.status(caller, connection)).toMatchObject({ state: 'not_connected' });
  });

  it('with a day on which it ends is told of in time', async () => {
    const { site, connection, caller, account, enter } = await cloudTokens();
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    await enter({ account: account.email, secret: account.apiToken, expires: soon });
    expect(await site.status(caller, connection)).toMatchObject({ state: 'expiring' });
  });

  it('is not taken in by a site that a proxy stands before', async () => {
    const { sandbox, site, connection, caller, account, enter } = await cloudTokens();
    sandbox.faults.add({
      match: {},
      times: 20,
      status: 200,
      body: '<html><h1>Please pay for the wifi</h1></html>',
    });
    const page = await enter({ account: account.email, secret: account.apiToken });
    expect(page.status).toBe(400);
    expect(page.text).toContain('There is no Confluence Cloud site at this address.');
    expect(page.html).not.toContain('wifi');
    expect(await site.status(caller, connection)).toMatchObject({ state: 'not_connected' });
  });
});

describe('what people of a Data Center enter', () => {
  it('is a personal access token', async () => {
    const { site, connection, caller, account, enter } = await dataCenter('pat_per_user');
    const wrong = await enter({ secret: 'wrong-token' });
    expect(wrong.status).toBe(401);
    expect(wrong.text).toContain('Confluence does not accept what you entered. Copy the whole token again.');
    expect(wrong.html).not.toContain('wrong-token');
    const done = await enter({ secret: account.personalToken });
    expect(done.text).toContain(`as ${account.displayName}`);
    expect(await site.status(caller, connection)).toMatchObject({ account: { name: account.displayName } });
  });

  it('is a user name and a password', async () => {
    const { account, enter } = await dataCenter('basic_per_user');
    const wrong = await enter({ account: account.username, secret: 'wrong-password' });
    expect(wrong.status).toBe(401);
    expect(wrong.text).toContain('Check the user name and the password.');
    const done = await enter({ account: account.username, secret: account.password });
    expect(done.text).toContain(`as ${account.displayName}`);
  });

  it('is a token that is used as it is', async () => {
    const { account, enter } = await dataCenter('access_token');
    const done = await enter({ secret: account.personalToken });
    expect(done.text).toContain(`as ${account.displayName}`);
  });
});

describe('a consent at a Data Center', () => {
  it('asks as much as the connection needs, with PKCE, and comes back connected', async () => {
    const { sandbox, site, account, browser, caller } = await dataCenter('pat_per_user');
    const client = sandbox.oauth.register({
      name: 'Weir',
      redirectUri: `${site.url}/integration-callback`,
      scope: 'WRITE',
    });
    const connection = await site.addConnection(
      {
        slug: 'consent',
        platform: 'datacenter',
        site: sandbox.siteUrl,
        authMode: 'oauth',
        settings: { clientId: client.clientId },
      },
      client.clientSecret,
    );
    const ours = await browser.open(await site.linkFor(caller, connection));
    expect(ours.text).toContain('everything that you may change');
    const login = await ours.submit();
    const asked = await login.submit({ os_username: account.username, os_password: account.password });
    expect(asked.text).toContain('wants to access your Confluence account');
    const done = await asked.submit({ decision: 'allow' });
    expect(done.text).toContain(`as ${account.displayName}`);
    const request = browser.history.find(({ pathname }) => pathname.endsWith('/authorize'))?.searchParams;
    expect(request?.get('scope')).toBe('WRITE');
    expect(request?.get('code_challenge_method')).toBe('S256');
    expect(await site.status(caller, connection)).toMatchObject({ state: 'connected' });
  });

  it('that is more than the application link allows says what to change', async () => {
    const { sandbox, site, account, browser, caller } = await dataCenter('pat_per_user');
    const client = sandbox.oauth.register({
      name: 'Weir',
      redirectUri: `${site.url}/integration-callback`,
      scope: 'READ',
    });
    const connection = await site.addConnection(
      {
        slug: 'consent',
        platform: 'datacenter',
        site: sandbox.siteUrl,
        authMode: 'oauth',
        settings: { clientId: client.clientId },
      },
      client.clientSecret,
    );
    const back = await (await browser.open(await site.linkFor(caller, connection))).submit();
    expect(back.status).toBe(403);
    expect(back.text).toContain('does not let this app ask for what Weir asked for');
    expect(account.username).not.toBe('');
  });
});
