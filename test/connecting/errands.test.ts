import { describe, expect, it } from 'vitest';
import {
  cloudWorld,
  consent,
  toAtlassian,
  type CloudWorld,
} from '../support/connecting/cloud-connections.ts';
import type { FormBrowser } from '../support/form-browser.ts';
import type { ConnectingPerson } from '../support/connecting/connect-site.ts';

interface Walked extends CloudWorld, ConnectingPerson {
  readonly accountId: string;
  /** The address that Atlassian sent the browser to, not opened yet. */
  readonly callback: URL;
}

/** Everything but the last step: Atlassian has said yes, and the browser has not come back. */
async function beforeCallback(): Promise<Walked> {
  const world = await cloudWorld('oauth');
  const ada = await world.site.addPerson('Ada Martin');
  const accountId = world.sandbox.people[0]?.accountId ?? '';
  ada.browser.stopBefore(({ pathname }) => pathname === '/integration-callback');
  const address = await world.site.linkFor(ada.caller, world.connection);
  const { url } = await consent(ada.browser, { address, accountId, site: world.sandbox.cloudId });
  ada.browser.stopBefore(undefined);
  expect(url.searchParams.get('code')).toMatch(/./);
  return { ...world, ...ada, accountId, callback: url };
}

const changed = (url: URL, name: string, value: string | null): URL => {
  const other = new URL(url);
  if (value === null) other.searchParams.delete(name);
  else other.searchParams.set(name, value);
  return other;
};

/** What becomes of coming back to an address. */
async function outcomeOf(
  { site, caller, connection }: Walked,
  browser: FormBrowser,
  url: URL,
): Promise<{ readonly status: number; readonly says: string; readonly state: string }> {
  const { status, text } = await browser.open(url);
  const says =
    /This request is not valid any more, or it was begun in another browser\./.exec(text)?.[0] ?? text;
  return { status, says, state: (await site.status(caller, connection)).state };
}

/** One page for every reason, and nothing is connected. */
const refusal = {
  status: 403,
  says: 'This request is not valid any more, or it was begun in another browser.',
  state: 'not_connected',
};

describe('a browser that comes back from Atlassian', () => {
  it('is refused with a state that is forged, for something else, or missing, and still comes through with its own', async () => {
    const walked = await beforeCallback();
    const { browser, callback, site, caller, connection } = walked;
    const state = callback.searchParams.get('state') ?? '';
    for (const forged of [
      `connect.${'A'.repeat(43)}`,
      `${state}x`,
      state.replace('connect.', 'oidc.'),
      state.replace('connect.', 'atlassian.'),
      '',
      'connect.',
      '\0',
    ])
      expect(await outcomeOf(walked, browser, changed(callback, 'state', forged))).toEqual(refusal);
    expect(await outcomeOf(walked, browser, changed(callback, 'state', null))).toEqual(refusal);
    expect((await browser.open(callback)).text).toContain('Confluence is connected');
    expect(await site.status(caller, connection)).toMatchObject({ state: 'connected' });
  });

  it('comes through once', async () => {
    const { browser, callback, site } = await beforeCallback();
    const pages = await Promise.all([browser.open(callback), browser.open(callback), browser.open(callback)]);
    expect(pages.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 403, 403]);
    expect((await browser.open(callback)).status).toBe(403);
    expect(await site.recorded()).toEqual(['grant.connected ok']);
  });

  it('must be the one that was sent away, though another is signed in as the same person', async () => {
    const walked = await beforeCallback();
    expect(await outcomeOf(walked, await walked.site.signIn(walked.person), walked.callback)).toEqual(
      refusal,
    );
    const stranger = await walked.site.addPerson('Ben Okafor');
    expect(await outcomeOf(walked, stranger.browser, walked.callback)).toEqual(refusal);
  });

  it('must still be signed in as who was sent away', async () => {
    const walked = await beforeCallback();
    const ben = await walked.site.addPerson('Ben Okafor');
    walked.browser.keep(await walked.site.startSession(ben.person));
    expect(await outcomeOf(walked, walked.browser, walked.callback)).toEqual(refusal);
    expect(await walked.site.status(ben.caller, walked.connection)).toMatchObject({ state: 'not_connected' });
  });

  it('is too late after a quarter of an hour', async () => {
    const walked = await beforeCallback();
    await walked.site.foundation.store.db.updateTable('browser_errands').set({ expires_at: 1 }).execute();
    expect(await outcomeOf(walked, walked.browser, walked.callback)).toEqual(refusal);
  });

  it('finds nothing to connect to where the connection was switched off or asks for tokens by now', async () => {
    const off = await beforeCallback();
    await off.site.change(off.connection, { isEnabled: false });
    const gone = await off.browser.open(off.callback);
    expect(gone.status).toBe(404);
    expect(gone.text).toContain('not there any more');
    const other = await beforeCallback();
    await other.site.addConnection({ ...other.connection, authMode: 'api_token_per_user' });
    expect((await other.browser.open(other.callback)).status).toBe(404);
    expect(await other.site.foundation.store.db.selectFrom('upstream_grants').select('id').execute()).toEqual(
      [],
    );
  });

  it('keeps its code to itself: a code of another app or used before is refused by Atlassian, and told so', async () => {
    const { browser, callback, site, caller, connection } = await beforeCallback();
    const page = await browser.open(changed(callback, 'code', 'stolen-code'));
    expect(page.status).toBe(401);
    expect(page.html).not.toContain('stolen-code');
    expect(await site.status(caller, connection)).toMatchObject({ state: 'not_connected' });
    expect(await site.recorded()).toEqual(['grant.refused upstream_auth']);
  });
});

describe('what a browser carries away', () => {
  it('is neither the verifier nor anything that names the person', async () => {
    const { sandbox, site, connection } = await cloudWorld('oauth');
    const { caller, browser, person } = await site.addPerson('Ada Martin');
    const address = await site.linkFor(caller, connection);
    await toAtlassian(browser, { address, accountId: sandbox.people[0]?.accountId ?? '' });
    const request = browser.history.find(({ pathname }) => pathname.endsWith('/authorize'));
    expect(new Set(request?.searchParams.keys())).toEqual(
      new Set([
        'audience',
        'client_id',
        'code_challenge',
        'code_challenge_method',
        'prompt',
        'redirect_uri',
        'response_type',
        'scope',
        'state',
      ]),
    );
    for (const secret of [person.id, person.email, encodeURIComponent(person.email)])
      expect(request?.href).not.toContain(secret);
    const [errand] = await site.foundation.store.db.selectFrom('browser_errands').selectAll().execute();
    const state = request?.searchParams.get('state') ?? '';
    expect(JSON.stringify(errand)).not.toContain(state);
  });
});
