import { describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../sandbox/index.ts';
import type { NewConnection, StoredConnection } from '../../src/store/connections.ts';
import { startConnectSite, type ConnectSite } from '../support/connecting/connect-site.ts';
import { textOf } from '../support/weir.ts';

const scopes = ['read:space:confluence', 'read:page:confluence', 'read:confluence-user'];

interface World {
  readonly connection: StoredConnection;
  /** Calls a tool that reads, with a client of a member. */
  readonly call: () => Promise<{ readonly failed: boolean; readonly text: string }>;
  /** What administrators see of the connection. */
  readonly shown: () => Promise<{
    readonly state: string;
    readonly check?: Readonly<Record<string, unknown>>;
  }>;
  /** What calls put on record of the connection, in order. */
  readonly recorded: () => Promise<readonly (string | null)[]>;
}

async function world(
  site: ConnectSite,
  fields: Omit<NewConnection, 'workspaceId' | 'origin' | 'now' | 'slug'>,
  secret: string,
): Promise<World> {
  const connection = await site.addConnection({ slug: 'wiki', ...fields }, secret);
  const { person } = await site.addPerson('Ada Martin', ['owner']);
  const client = await site.connectClient(person);
  onTestFinished(() => client.close());
  const cookie = (await site.startSession(person)).split(';')[0] ?? '';
  const { store, recorder } = site.foundation;
  return {
    connection,
    async call() {
      const answer = await client.callTool({ name: 'confluence_list_spaces', arguments: {} });
      return { failed: answer.isError === true, text: textOf(answer) };
    },
    async shown() {
      const answer = await fetch(`${site.url}/api/v1/workspaces/main/connections`, { headers: { cookie } });
      const { items } = (await answer.json()) as { items: Awaited<ReturnType<World['shown']>>[] };
      const [first] = items;
      if (!first) throw new Error(`no connection: ${answer.status}`);
      return first;
    },
    async recorded() {
      await recorder.flush();
      const rows = await store.db
        .selectFrom('audit_records')
        .select('operation')
        .where('operation', 'like', 'connection.%')
        .orderBy('at')
        .orderBy('seq')
        .execute();
      return rows.map(({ operation }) => operation);
    },
  };
}

async function cloud() {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const site = await startConnectSite({ atlassian: sandbox.atlassian });
  onTestFinished(() => site.close());
  return { sandbox, site };
}

describe('an account that all people of a connection share', () => {
  it('shows as refused once a call met that, and as verified once a call succeeded', async () => {
    const { sandbox, site } = await cloud();
    const [account] = sandbox.people;
    if (!account) throw new Error('nobody in the sandbox');
    const newToken = (): string =>
      sandbox.accounts.createScopedToken({ accountId: account.accountId, scopes });
    const token = newToken();
    const { connection, call, shown, recorded } = await world(
      site,
      {
        platform: 'cloud',
        site: `${sandbox.siteUrl}/wiki`,
        authMode: 'api_token',
        settings: { account: account.email, scopedTokens: true, cloudId: sandbox.cloudId },
      },
      token,
    );
    expect(await shown()).toMatchObject({ state: 'unverified' });
    expect(await call()).toMatchObject({ failed: false });
    expect(await shown()).toMatchObject({ state: 'verified', check: { verdict: 'ok' } });

    sandbox.accounts.deleteScopedToken(token);
    const refused = await call();
    expect(refused.failed).toBe(true);
    expect(refused.text).toContain('The Atlassian token is missing, expired or revoked.');
    const seen = await shown();
    expect(seen).toMatchObject({
      state: 'failed',
      check: {
        verdict: 'wrong_credentials',
        message: 'The Atlassian token is missing, expired or revoked.',
        nextStep: expect.stringContaining('replace the token'),
      },
    });
    // What is known is not written again.
    await Promise.all([call(), call(), call()]);
    expect((await shown()).check).toStrictEqual(seen.check);
    expect(await recorded()).toStrictEqual(['connection.verified', 'connection.failed']);

    await site.replaceSecret(connection, newToken());
    await expect.poll(async () => (await call()).failed, { timeout: 10_000, interval: 200 }).toBe(false);
    expect(await shown()).toMatchObject({ state: 'verified', check: { verdict: 'ok' } });
    await Promise.all([call(), call()]);
    expect(await recorded()).toStrictEqual([
      'connection.verified',
      'connection.failed',
      'connection.verified',
    ]);
  });

  it('stays verified where the site is down, lacks a scope or knows no such page', async () => {
    const { sandbox, site } = await cloud();
    const [account] = sandbox.people;
    if (!account) throw new Error('nobody in the sandbox');
    const { call, shown } = await world(
      site,
      {
        platform: 'cloud',
        site: `${sandbox.siteUrl}/wiki`,
        authMode: 'api_token',
        settings: { account: account.email },
      },
      account.apiToken,
    );
    expect(await call()).toMatchObject({ failed: false });
    for (const status of [403, 500]) {
      sandbox.faults.add({ match: {}, times: 1, status, body: { message: 'no' } });
      expect(await call()).toMatchObject({ failed: true });
      expect(await shown()).toMatchObject({ state: 'verified' });
    }
  });

  it('is a service account whose app has another secret by now', async () => {
    const { sandbox, site } = await cloud();
    const { clientId, clientSecret } = sandbox.accounts.createServiceAccount({ name: 'Robot', scopes });
    const { connection, call, shown } = await world(
      site,
      {
        platform: 'cloud',
        site: `${sandbox.siteUrl}/wiki`,
        authMode: 'service_account',
        settings: { clientId, cloudId: sandbox.cloudId },
      },
      'not-the-secret',
    );
    expect(await call()).toMatchObject({ failed: true });
    expect(await shown()).toMatchObject({
      state: 'failed',
      check: {
        verdict: 'wrong_credentials',
        message: 'Confluence does not accept the client id and secret of this connection.',
      },
    });
    await site.replaceSecret(connection, clientSecret);
    expect(await call()).toMatchObject({ failed: false });
    expect(await shown()).toMatchObject({ state: 'verified' });
  });

  it.each(['pat', 'basic', 'access_token'] as const)('is one of a Data Center (%s)', async (authMode) => {
    const sandbox = await startSandbox({ platform: 'datacenter', contextPath: '/confluence' });
    onTestFinished(() => sandbox.close());
    const site = await startConnectSite();
    onTestFinished(() => site.close());
    const [account] = sandbox.people;
    if (!account) throw new Error('nobody in the sandbox');
    const { call, shown } = await world(
      site,
      {
        platform: 'datacenter',
        site: sandbox.siteUrl,
        authMode,
        settings: authMode === 'basic' ? { account: account.username } : {},
      },
      'not-the-secret',
    );
    expect(await call()).toMatchObject({ failed: true });
    expect(await shown()).toMatchObject({ state: 'failed', check: { verdict: 'wrong_credentials' } });
  });

  it('is not what people enter for themselves: one dead token says nothing of the connection', async () => {
    const sandbox = await startSandbox({ platform: 'datacenter', contextPath: '/confluence' });
    onTestFinished(() => sandbox.close());
    const site = await startConnectSite();
    onTestFinished(() => site.close());
    const [account] = sandbox.people;
    if (!account) throw new Error('nobody in the sandbox');
    const connection = await site.addConnection({
      slug: 'wiki',
      platform: 'datacenter',
      site: sandbox.siteUrl,
      authMode: 'pat_per_user',
      settings: {},
    });
    const { person, caller, browser } = await site.addPerson('Ada Martin');
    await (
      await browser.open(await site.linkFor(caller, connection))
    ).submit({ secret: account.personalToken });
    const client = await site.connectClient(person);
    onTestFinished(() => client.close());
    sandbox.faults.add({ match: {}, status: 401, body: '' });
    expect(await client.callTool({ name: 'confluence_list_spaces', arguments: {} })).toMatchObject({
      isError: true,
    });
    const { store } = site.foundation;
    const rows = await store.db.selectFrom('connections').select('state').execute();
    expect(rows.map(({ state }) => state)).toStrictEqual(['verified']);
  });
});
