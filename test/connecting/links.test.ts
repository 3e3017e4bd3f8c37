import { describe, expect, it } from 'vitest';
import { cloudWorld, consent } from '../support/connecting/cloud-connections.ts';
import { formBrowser } from '../support/form-browser.ts';

describe('a link to connect', () => {
  it('leads a browser that is not signed in to sign in, and back', async () => {
    const { site, connection } = await cloudWorld('oauth');
    const { caller } = await site.addPerson('Ada Martin');
    const address = await site.linkFor(caller, connection);
    const browser = formBrowser();
    browser.stopBefore(({ pathname }) => pathname === '/sign-in');
    const { url } = await browser.open(address);
    expect(url.searchParams.get('next')).toBe(address.slice(site.url.length));
  });

  it('is refused to everybody but its person, without a word about them, and that is on record', async () => {
    const { site, connection } = await cloudWorld('oauth');
    const ada = await site.addPerson('Ada Martin');
    const ben = await site.addPerson('Ben Okafor');
    const address = await site.linkFor(ada.caller, connection);
    const page = await ben.browser.open(address);
    expect(page.status).toBe(403);
    expect(page.text).toContain('This link is for somebody else');
    for (const told of ['Ada', 'ada.martin', 'Reader', ada.person.id]) expect(page.html).not.toContain(told);
    expect(await site.recorded()).toEqual(['grant.refused denied']);

    // Nor can the form of one's own page be sent to it.
    const own = await ben.browser.open(await site.linkFor(ben.caller, connection));
    const token = /name="form_token" value="([^"]*)"/.exec(own.html)?.[1] ?? '';
    const sent = await ben.browser.post(address, { form_token: token });
    expect(sent.status).toBe(403);
    expect(sent.text).toContain('This link is for somebody else');
  });

  it('is over after its time, and says how to go on without it', async () => {
    const { site, connection } = await cloudWorld('oauth');
    const { caller, browser } = await site.addPerson('Ada Martin');
    const address = await site.linkFor(caller, connection);
    await site.foundation.store.db.updateTable('connect_links').set({ expires_at: 1 }).execute();
    const page = await browser.open(address);
    expect(page.status).toBe(410);
    const [onward] = page.links();
    expect(onward?.searchParams.has('link')).toBe(false);
    expect((await browser.open(onward ?? '')).text).toContain('What Atlassian will be asked for');
  });

  it('tells nothing of connections and workspaces that are not the reader’s', async () => {
    const { site, connection } = await cloudWorld('oauth');
    const { browser } = await site.addPerson('Ada Martin');
    const pages = await Promise.all(
      [`/connect/${connection.id}?w=other`, '/connect/con_nothing?w=main', `/connect/${connection.id}`].map(
        (path) => browser.open(`${site.url}${path}`),
      ),
    );
    expect(pages.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(pages.map(({ text }) => text)).size).toBe(1);
  });

  it('is not made where its person could do nothing with it', async () => {
    const { site, connection } = await cloudWorld('oauth');
    const { caller } = await site.addPerson('Ada Martin');
    await site.addConnection({ ...connection, authMode: 'api_token' });
    await expect(site.linkFor(caller, connection)).rejects.toThrow('no link');
    const { browser } = await site.addPerson('Ben Okafor');
    const page = await browser.open(`${site.url}/connect/${connection.id}?w=main`);
    expect(page.status).toBe(400);
    expect(page.text).toContain('an account of the workspace');
  });
});

describe('forms', () => {
  it('are refused from other sites, without the token of the session, and with that of another one', async () => {
    const { site, connection } = await cloudWorld('oauth');
    const ada = await site.addPerson('Ada Martin');
    const ben = await site.addPerson('Ben Okafor');
    const address = await site.linkFor(ada.caller, connection);
    const tokenIn = (html: string) => /name="form_token" value="([^"]*)"/.exec(html)?.[1] ?? '';
    const own = tokenIn((await ada.browser.open(address)).html);
    const bens = tokenIn((await ben.browser.open(`${site.url}/connections`)).html);
    for (const [fields, origin] of [
      [{}, site.url],
      [{ form_token: bens }, site.url],
      [{ form_token: own }, 'https://evil.example'],
    ] as const) {
      const page = await ada.browser.post(address, fields, origin);
      expect(page.status).toBe(403);
      expect(page.url.href).toBe(address);
    }
    const tooMuch = await ada.browser.post(address, { form_token: own, secret: 'x'.repeat(100_000) });
    expect(tooMuch.status).toBe(413);
  });
});

describe('one’s own connections', () => {
  it('show how each stands, and end with one button', async () => {
    const { sandbox, site, connection } = await cloudWorld('oauth');
    const { caller, browser } = await site.addPerson('Ada Martin');
    expect((await browser.open(`${site.url}/connections`)).text).toContain('Not connected');
    const [ada] = sandbox.people;
    const address = await site.linkFor(caller, connection);
    await consent(browser, { address, accountId: ada?.accountId ?? '', site: sandbox.cloudId });
    const shown = await browser.open(`${site.url}/connections`);
    expect(shown.text).toContain(`Connected as ${ada?.displayName}`);
    const ended = await shown.submit({}, { to: 'disconnect' });
    expect(ended.text).toContain('Disconnected');
    expect(ended.links().map(String)).toContain('https://id.atlassian.com/manage-profile/apps');
    expect(ended.text).toContain('Not connected');
    expect(await site.status(caller, connection)).toMatchObject({ state: 'not_connected' });
    const grants = await site.foundation.store.db
      .selectFrom('upstream_grants')
      .select('refresh_sealed')
      .execute();
    expect(grants.filter(({ refresh_sealed }) => refresh_sealed !== null)).toEqual([]);
    expect(await site.recorded()).toEqual(['grant.connected ok', 'grant.disconnected ok']);
  });

  it('say where more is asked for by now, and connecting again allows it', async () => {
    const { sandbox, site, connection } = await cloudWorld('oauth');
    const { caller, browser } = await site.addPerson('Ada Martin');
    const { settings } = connection;
    const few = ['read:page:confluence', 'read:space:confluence', 'read:user:confluence'];
    await site.change(connection, { settings: { ...settings, scopes: few } });
    const accountId = sandbox.people[0]?.accountId ?? '';
    const again = async () => {
      const address = await site.linkFor(caller, connection);
      return consent(browser, { address, accountId, site: sandbox.cloudId });
    };
    await again();
    const more = 'More is asked for by now';
    expect((await browser.open(`${site.url}/connections`)).text).not.toContain(more);
    await site.change(connection, { settings: { ...settings, scopes: [...few, 'write:page:confluence'] } });
    expect((await browser.open(`${site.url}/connections`)).text).toContain(more);
    const asked = await browser.open(await site.linkFor(caller, connection));
    expect(asked.text).toContain('New since then: write:page:confluence');
    await again();
    expect((await browser.open(`${site.url}/connections`)).text).not.toContain(more);
  });

  it('cannot be ended by another site or for another person', async () => {
    const { sandbox, site, connection } = await cloudWorld('oauth');
    const ada = await site.addPerson('Ada Martin');
    const ben = await site.addPerson('Ben Okafor');
    const accountId = sandbox.people[0]?.accountId ?? '';
    await consent(ada.browser, {
      address: await site.linkFor(ada.caller, connection),
      accountId,
      site: sandbox.cloudId,
    });
    const form = `${site.url}/connections/${connection.id}/disconnect`;
    expect((await ada.browser.post(form, { w: 'main' }, 'https://evil.example')).status).toBe(403);
    const bens = await ben.browser.open(`${site.url}/connections`);
    const token = /name="form_token" value="([^"]*)"/.exec(bens.html)?.[1] ?? '';
    await ben.browser.post(form, { w: 'main', form_token: token });
    expect(await site.status(ada.caller, connection)).toMatchObject({ state: 'connected' });
  });
});
