import { describe, expect, it } from 'vitest';
import { findConnection } from '../../src/store/connections.ts';
import { textOf } from '../support/weir.ts';
import {
  cloudWorld,
  consent,
  toAtlassian,
  type CloudWorld,
} from '../support/connecting/cloud-connections.ts';

describe.each(['oauth', 'oauth_central'] as const)('connecting a Cloud site by consent (%s)', (authMode) => {
  it('shows who connects what for whom, asks Atlassian, and comes back connected', async () => {
    const { sandbox, site, connection } = await cloudWorld(authMode);
    const [ada] = sandbox.people;
    const { caller, browser } = await site.addPerson('Ada Martin');
    const address = await site.linkFor(caller, connection);
    const ours = await browser.open(address);
    expect(ours.status).toBe(200);
    for (const told of ['Ada Martin', 'ada.martin@example.org', 'Acme', 'Reader', 'read:page:confluence'])
      expect(ours.text).toContain(told);
    expect(ours.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(ours.headers.get('cache-control')).toBe('no-store');

    const asked = await toAtlassian(browser, { address, accountId: ada?.accountId ?? '' });
    const request = browser.history.find(({ pathname }) => pathname.endsWith('/authorize'))?.searchParams;
    expect(request?.get('redirect_uri')).toBe(`${site.url}/integration-callback`);
    expect(request?.get('code_challenge_method')).toBe('S256');
    expect(request?.get('state')).toMatch(/^connect\.[\w-]{43}$/);
    const done = await asked.submit({ site: sandbox.cloudId, decision: 'accept' });
    expect(done.status).toBe(200);
    expect(done.text).toContain(`as ${ada?.displayName}`);
    expect(done.text).toContain('go back to Reader');
    expect(await site.status(caller, connection)).toMatchObject({
      state: 'connected',
      account: { id: ada?.accountId, name: ada?.displayName },
    });
    expect(await site.recorded()).toEqual(['grant.connected ok']);
  });

  it('two people get two accounts, also with one browser after the other', async () => {
    const { sandbox, site, connection } = await cloudWorld(authMode);
    const [ada, ben] = sandbox.people;
    for (const [person, atlassian] of [
      [await site.addPerson('Ada Martin'), ada],
      [await site.addPerson('Ben Okafor'), ben],
    ] as const) {
      const address = await site.linkFor(person.caller, connection);
      await consent(person.browser, {
        address,
        accountId: atlassian?.accountId ?? '',
        site: sandbox.cloudId,
      });
      const client = await site.connectClient(person.person);
      const me = await client.callTool({ name: 'confluence_list_spaces', arguments: {} });
      expect(me.isError, textOf(me)).toBeFalsy();
      expect(await site.status(person.caller, connection)).toMatchObject({
        account: { id: atlassian?.accountId },
      });
      await client.close();
    }
  });

  it('goes on to where it was wanted', async () => {
    const { sandbox, site, connection } = await cloudWorld(authMode);
    const { browser } = await site.addPerson('Ada Martin');
    const address = `${site.url}/connect/${connection.id}?w=main&next=${encodeURIComponent('/connections?from=test')}`;
    const accountId = sandbox.people[0]?.accountId ?? '';
    const back = await consent(browser, { address, accountId, site: sandbox.cloudId });
    expect(back.url.href).toBe(`${site.url}/connections?from=test`);
    const away = `${site.url}/connect/${connection.id}?w=main&next=${encodeURIComponent('//evil.example/x')}`;
    const stays = await consent(browser, { address: away, accountId, site: sandbox.cloudId });
    expect(stays.text).toContain('Confluence is connected');
  });
});

describe('what does not end with a connection', () => {
  it('a cancelled consent is told calmly, with the way to begin again', async () => {
    const { sandbox, site, connection } = await cloudWorld('oauth');
    const { caller, browser } = await site.addPerson('Ada Martin');
    const address = await site.linkFor(caller, connection);
    const asked = await toAtlassian(browser, { address, accountId: sandbox.people[0]?.accountId ?? '' });
    const back = await asked.submit({ site: sandbox.cloudId, decision: 'cancel' });
    expect(back.status).toBe(401);
    expect(back.text).toContain('You did not allow it');
    const again = back.links().find(({ pathname }) => pathname === `/connect/${connection.id}`);
    expect((await browser.open(again ?? '')).text).toContain('What Atlassian will be asked for');
    expect(await site.recorded()).toEqual(['grant.refused upstream_auth']);
    expect(await site.status(caller, connection)).toMatchObject({ state: 'not_connected' });
  });

  it('another site than the connection’s is refused and nothing is kept of it', async () => {
    const { sandbox, site, connection } = await cloudWorld('oauth');
    const other = sandbox.accounts.addOtherSite({ name: 'labs' });
    const { caller, browser } = await site.addPerson('Ada Martin');
    const address = await site.linkFor(caller, connection);
    const back = await consent(browser, {
      address,
      accountId: sandbox.people[0]?.accountId ?? '',
      site: other.cloudId,
    });
    expect(back.status).toBe(403);
    expect(back.text).toContain(sandbox.siteUrl);
    expect(await site.status(caller, connection)).toMatchObject({ state: 'not_connected' });
    expect(await site.foundation.store.db.selectFrom('upstream_grants').select('id').execute()).toEqual([]);
    expect(await site.recorded()).toEqual(['grant.refused denied']);
  });

  it('a token endpoint that fails, or a proxy that answers in its place, leaves things as they were', async () => {
    const { sandbox, site, connection } = await cloudWorld('oauth');
    const { caller, browser } = await site.addPerson('Ada Martin');
    const accountId = sandbox.people[0]?.accountId ?? '';
    const path = /\/oauth\/token$/;
    sandbox.faults.add({
      match: { method: 'POST', path },
      times: 1,
      status: 503,
      body: { error: 'server_error' },
    });
    const address = await site.linkFor(caller, connection);
    const down = await consent(browser, { address, accountId, site: sandbox.cloudId });
    expect(down.status).toBe(503);
    sandbox.faults.add({
      match: { method: 'POST', path },
      times: 1,
      status: 502,
      body: '<html><h1>proxy says hello</h1></html>',
    });
    const proxied = await consent(browser, { address, accountId, site: sandbox.cloudId });
    expect(proxied.status).toBe(503);
    expect(proxied.html).not.toContain('proxy says hello');
    expect(await site.status(caller, connection)).toMatchObject({ state: 'not_connected' });
    const fine = await consent(browser, { address, accountId, site: sandbox.cloudId });
    expect(fine.text).toContain('Confluence is connected');
    expect(await site.recorded()).toEqual([
      'grant.refused upstream_unavailable',
      'grant.refused upstream_unavailable',
      'grant.connected ok',
    ]);
  });

  it('says that an administrator has to act where no app was set up', async () => {
    const { sandbox, site } = await cloudWorld('oauth');
    const { caller, browser } = await site.addPerson('Ada Martin');
    const connection = await site.addConnection({
      slug: 'without-app',
      platform: 'cloud',
      site: `${sandbox.siteUrl}/wiki`,
      authMode: 'oauth',
      settings: {},
    });
    const page = await (await browser.open(await site.linkFor(caller, connection))).submit();
    expect(page.text).toContain('OAuth is not configured.');
    expect(await site.recorded()).toEqual(['grant.refused configuration']);
  });

  it('an error in the address bar is never shown', async () => {
    const { sandbox, site, connection } = await cloudWorld('oauth');
    const { caller, browser } = await site.addPerson('Ada Martin');
    const address = await site.linkFor(caller, connection);
    await toAtlassian(browser, { address, accountId: sandbox.people[0]?.accountId ?? '' });
    const state = browser.history
      .findLast(({ pathname }) => pathname.endsWith('/authorize'))
      ?.searchParams.get('state');
    const words = 'Call +1 555 0100 now';
    const query = new URLSearchParams({ state: state ?? '', error: words, error_description: words });
    const back = await browser.open(`${site.url}/integration-callback?${query.toString()}`);
    expect(back.status).toBe(401);
    expect(back.html).not.toContain('555');
  });
});

describe('several sites that may all be the connection’s', () => {
  const severalSites = () => cloudWorld('oauth', { app: { grants: 'every-site' }, isKnown: false });

  /** The state of the connection, and how often it went on record as verified. */
  async function verification({ site, connection }: Pick<CloudWorld, 'site' | 'connection'>) {
    const { store, recorder } = site.foundation;
    await recorder.flush();
    const rows = await store.db
      .selectFrom('audit_records')
      .select('id')
      .where('operation', '=', 'connection.verified')
      .execute();
    const now = await findConnection(store.db, connection.workspaceId, connection.id);
    return { state: now?.state, recorded: rows.length };
  }

  it('are shown to choose from, and the choice serves once', async () => {
    const { sandbox, site, connection } = await severalSites();
    sandbox.accounts.addOtherSite({ name: 'labs' });
    const { caller, browser } = await site.addPerson('Ada Martin');
    const accountId = sandbox.people[0]?.accountId ?? '';
    const address = await site.linkFor(caller, connection);
    const choice = await consent(browser, { address, accountId, site: '' });
    expect(choice.text).toContain('labs');
    expect(choice.text).toContain(sandbox.siteUrl);
    expect(await site.status(caller, connection)).toMatchObject({ state: 'not_connected' });
    expect(await verification({ site, connection })).toStrictEqual({ state: 'unverified', recorded: 0 });
    const done = await choice.submit({ site: sandbox.cloudId });
    expect(done.text).toContain('Confluence is connected');
    expect(await site.recorded()).toEqual(['grant.connected ok']);
    expect(await site.status(caller, connection)).toMatchObject({
      state: 'connected',
      site: sandbox.siteUrl,
    });
    expect(await verification({ site, connection })).toStrictEqual({ state: 'verified', recorded: 1 });
    expect((await choice.submit({ site: sandbox.cloudId })).status).toBe(403);
  });

  it('cannot be exchanged for one that was not offered', async () => {
    const { sandbox, site, connection } = await severalSites();
    sandbox.accounts.addOtherSite({ name: 'labs' });
    const { caller, browser } = await site.addPerson('Ada Martin');
    const address = await site.linkFor(caller, connection);
    const choice = await consent(browser, {
      address,
      accountId: sandbox.people[0]?.accountId ?? '',
      site: '',
    });
    expect((await choice.submit({ site: 'somewhere-else' })).status).toBe(403);
    expect(await site.recorded()).toEqual([]);
    expect(await site.status(caller, connection)).toMatchObject({ state: 'not_connected' });
    expect(await verification({ site, connection })).toStrictEqual({ state: 'unverified', recorded: 0 });
  });
});
