import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GrantStatus } from '../src/auth/upstream/upstream.ts';
import { codeIn, handClient, register, tokensOf, callMcp } from './support/oauth-client.ts';
import { json, startMetadataServer, type MetadataServer } from './support/metadata-server.ts';
import { oauthBrowser } from './support/oauth-browser.ts';
import { startOAuthWeir, type OAuthWeir } from './support/oauth-weir.ts';

let weir: OAuthWeir;
let documents: MetadataServer;
let made = 0;
beforeAll(async () => {
  weir = await startOAuthWeir();
  documents = await startMetadataServer();
});
afterAll(async () => {
  await documents.close();
  await weir.close();
});

const redirectUri = 'https://client.example/cb';

/** A client whose redirect address proves who it is. */
function assuredClient(resource = `${weir.url}/mcp`) {
  made += 1;
  const clientId = `${documents.origin}/assured-${made}.json`;
  documents.answer(
    json({ client_id: clientId, client_name: 'Assured client', redirect_uris: [redirectUri] }),
  );
  return handClient(weir.url, { clientId, redirectUri, resource });
}

const loopbackClient = async () => handClient(weir.url, { clientId: await register(weir.url) });

async function events(agentId: string) {
  await weir.foundation.recorder.flush();
  const rows = await weir.foundation.store.db
    .selectFrom('audit_records')
    .select(['operation', 'rule', 'outcome', 'user_id as userId'])
    .where('agent_id', '=', agentId)
    .where('kind', '=', 'governance')
    .orderBy('at')
    .orderBy('seq')
    .execute();
  return rows.map(({ operation, rule, outcome, userId }) => [operation, rule, outcome, userId]);
}

describe('the consent page', () => {
  it('shows the person, the client, where it continues, the workspace and what it could do, in words', async () => {
    const { url } = (await loopbackClient()).ask({ scope: 'weir:read weir:delete' });
    const page = await (await weir.browserOf(0)).open(url);
    const { name, email } = weir.person(0);
    for (const text of [
      'Let Test client use Confluence as you?',
      'registered by itself; nobody has checked its name',
      'a program on this computer (127.0.0.1:45999)',
      'Weir cannot tell which one',
      name,
      email,
      'Red team',
      '<code>/mcp</code>',
      'Find and read pages',
      'Delete pages',
    ]) {
      expect(page.text).toContain(text);
    }
    expect(page.text.split('It may also')[0]).not.toContain('Create and change pages');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).not.toContain('<script');
  });

  it('shows names as text', async () => {
    const clientId = await register(weir.url, { client_name: '<b>Bold</b>&"quoted"' });
    const page = await (await weir.browserOf(0)).open(handClient(weir.url, { clientId }).ask().url);
    expect(page.text).toContain('&lt;b&gt;Bold&lt;/b&gt;');
    expect(page.text).not.toContain('<b>Bold');
  });

  it('sends whoever is not signed in to the sign-in, and back to the same request', async () => {
    const { url } = (await loopbackClient()).ask();
    const browser = oauthBrowser(weir.url);
    const page = await browser.open(url);
    const at = new URL(page.url);
    expect(at.pathname).toBe('/sign-in');
    const next = at.searchParams.get('next') ?? '';
    expect(next).toMatch(/^\/oauth\/consent\/[\w-]{20,}$/);
    // The sign-in of this browser.
    const other = await weir.browserOf(0);
    expect((await other.open(next)).status).toBe(400);
  });

  it('belongs to the browser that began: a link to it opens nothing elsewhere', async () => {
    const { url } = (await loopbackClient()).ask();
    const page = await (await weir.browserOf(0)).open(url);
    const victim = await weir.browserOf(1);
    for (const path of [new URL(page.url).pathname, '/oauth/consent/unknown', '/oauth/authorize/unknown']) {
      const shown = await victim.open(path);
      expect(shown.status).toBe(400);
      expect(shown.outside).toBeUndefined();
    }
  });

  it('takes no form without its token, of another origin, or of another session', async () => {
    const client = await loopbackClient();
    const browser = await weir.browserOf(0);
    const page = await browser.open(client.ask().url);
    const forged = await page.press('Allow', { form_token: 'forged' });
    expect(forged.status).toBe(403);
    expect(forged.outside).toBeUndefined();
    const others = await (await weir.browserOf(1)).open(client.ask().url);
    const token = /name="form_token" value="([^"]+)"/.exec(others.text)?.[1] ?? '';
    expect((await page.press('Allow', { form_token: token })).status).toBe(403);
    expect((await page.press('Allow', { decision: 'maybe' })).status).toBe(400);
    expect((await page.press('Allow', { workspace: weir.blue.id })).status).toBe(403);
    expect((await page.press('Allow')).outside?.searchParams.get('code')).toBeTruthy();
  });

  it('a refusal goes back to the client as access_denied with iss, and both are on record', async () => {
    const client = await loopbackClient();
    const browser = await weir.browserOf(0);
    const back = await (await browser.open(client.ask().url)).press('Do not allow');
    expect(back.outside?.searchParams.get('error')).toBe('access_denied');
    expect(back.outside?.searchParams.get('state')).toBe('state-of-the-client');
    expect(back.outside?.searchParams.get('iss')).toBe(weir.url);
    await tokensOf(client, browser);
    const userId = weir.person(0).id;
    expect(await events(client.clientId)).toEqual([
      ['oauth_client.registered', 'by itself', 'ok', null],
      ['oauth_consent.refused', 'by the person', 'denied', userId],
      ['oauth_consent.given', 'asked', 'ok', userId],
    ]);
  });

  it('cannot be answered twice', async () => {
    const page = await (await weir.browserOf(0)).open((await loopbackClient()).ask().url);
    expect((await page.press('Allow')).outside).toBeDefined();
    const again = await page.press('Allow');
    expect(again.status).toBe(400);
    expect(again.outside).toBeUndefined();
  });

  it('two requests in one browser do not meet', async () => {
    const client = await loopbackClient();
    const browser = await weir.browserOf(0);
    const one = await browser.open(client.ask({ state: 'one' }).url);
    const two = await browser.open(client.ask({ state: 'two' }).url);
    expect((await one.press('Allow')).outside?.searchParams.get('state')).toBe('one');
    expect((await two.press('Allow')).outside?.searchParams.get('state')).toBe('two');
  });
});

describe('an earlier consent', () => {
  it('stands for the same person, client and scopes, where the address proves who the client is', async () => {
    const client = assuredClient();
    const browser = await weir.browserOf(0);
    await tokensOf(client, browser, { scope: 'weir:read weir:write' });
    const again = await browser.open(client.ask().url);
    expect(again.outside?.searchParams.get('code')).toBeTruthy();
    const others = await (await weir.browserOf(1)).open(client.ask().url);
    expect(others.outside).toBeUndefined();
    expect(others.text).toContain('Assured client');
    expect((await events(client.clientId)).map(([, rule]) => rule)).toStrictEqual(['asked', 'remembered']);
  });

  it('does not stand for more than was allowed, and says what is new', async () => {
    const client = assuredClient();
    const browser = await weir.browserOf(0);
    await tokensOf(client, browser);
    const page = await browser.open(client.ask({ scope: 'weir:write' }).url);
    expect(page.outside).toBeUndefined();
    expect(page.text.match(/<span class="tag">new<\/span>/g)).toHaveLength(1);
    await page.press('Allow');
    expect((await browser.open(client.ask({ scope: 'weir:write' }).url)).outside).toBeDefined();
  });

  it('is asked again where the client wants it, and refused without asking under prompt=none', async () => {
    const client = assuredClient();
    const browser = await weir.browserOf(0);
    await tokensOf(client, browser);
    expect((await browser.open(client.ask({ prompt: 'consent' }).url)).outside).toBeUndefined();
    const none = await browser.open(client.ask({ prompt: 'none' }).url);
    expect(none.outside?.searchParams.get('error')).toBe('consent_required');
  });

  it('does not stand for a client on the loopback, where anybody may be listening', async () => {
    const client = await loopbackClient();
    const browser = await weir.browserOf(0);
    await tokensOf(client, browser);
    const again = await browser.open(client.ask().url);
    expect(again.outside).toBeUndefined();
    expect(again.text).toContain('Test client');
  });

  it('is forgotten when the grant is taken back', async () => {
    const client = assuredClient();
    const browser = await weir.browserOf(0);
    await tokensOf(client, browser);
    const of = { workspaceId: weir.red.id, clientId: client.clientId };
    expect(await weir.server.administration.revokeGrants(of, { userId: weir.person(1).id })).toBe(1);
    expect((await browser.open(client.ask().url)).outside).toBeUndefined();
  });
});

describe('workspaces', () => {
  it('the address of a workspace is for its members, and tells others nothing', async () => {
    const at = (slug: string) => assuredClient(`${weir.url}/w/${slug}/mcp`).ask().url;
    const browser = await weir.browserOf(0);
    const texts = [];
    for (const slug of ['blue', 'nowhere']) {
      const page = await browser.open(at(slug));
      expect(page.status).toBe(403);
      texts.push(page.text);
    }
    expect(texts[0]).toBe(texts[1]);
    expect((await browser.open(at('red'))).text).toContain('Red team');
  });

  it('somebody of several chooses where /mcp leads, and the token is for that one', async () => {
    await weir.joinBlue(3);
    const client = assuredClient();
    const browser = await weir.browserOf(3);
    const { url, verifier } = client.ask();
    const page = await browser.open(url);
    expect(page.text).toContain('In which workspace?');
    expect(page.text).toContain('Blue team');
    expect((await page.press('Allow', { workspace: '' })).status).toBe(403);
    const back = await page.press('Allow', { workspace: weir.blue.id });
    const response = await client.redeem(codeIn(back), verifier);
    const { access_token: token } = (await response.json()) as { access_token: string };
    await callMcp(`${weir.url}/mcp`, token);
    expect(weir.callers.at(-1)).toMatchObject({ workspaceId: weir.blue.id });
    // A choice is asked every time: an earlier one may not be the one that is meant now.
    expect((await browser.open(client.ask().url)).outside).toBeUndefined();
  });
});

describe('a connection that the person signs in to', () => {
  it('is announced before anything is asked of Confluence, offered after consent, and not needed to go on', async () => {
    let state: GrantStatus['state'] = 'not_connected';
    await weir.addPersonalConnection(() => state);
    const client = await loopbackClient();
    const browser = await weir.browserOf(0);
    const page = await browser.open(client.ask().url);
    expect(page.text).toContain('Atlassian will ask you next');
    expect(page.text).toContain('read:page:confluence');
    const offer = await page.press('Allow');
    expect(offer.outside).toBeUndefined();
    const link = /href="(\/connect\/[^"]+)"/.exec(offer.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const query = new URL(link, weir.url).searchParams;
    expect(query.get('w')).toBe('red');
    expect(query.get('next')).toBe(new URL(offer.url).pathname);
    const goOn = /href="(\/oauth\/authorize\/[^"]+)"/.exec(offer.text)?.[1] ?? '';

    state = 'connected';
    const back = await browser.open(query.get('next') ?? '');
    expect(back.outside?.searchParams.get('code')).toBeTruthy();

    state = 'reconnect_required';
    const second = await (await browser.open(client.ask().url)).press('Allow');
    const path = /href="(\/oauth\/authorize\/[^"]+)"/.exec(second.text)?.[1] ?? '';
    expect(path).not.toBe(goOn);
    expect((await browser.open(path)).outside?.searchParams.get('code')).toBeTruthy();
  });
});
