import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, startMetadataServer, type MetadataServer } from './support/metadata-server.ts';
import { callMcp, codeIn, handClient, register, tokensOf, type Tokens } from './support/oauth-client.ts';
import { startOAuthWeir, type OAuthWeir } from './support/oauth-weir.ts';

let weir: OAuthWeir;
let documents: MetadataServer;
beforeAll(async () => {
  weir = await startOAuthWeir();
  documents = await startMetadataServer();
});
afterAll(async () => {
  await documents.close();
  await weir.close();
});

const redirectUri = 'https://client.example/cb';

const loopbackClient = async () => handClient(weir.url, { clientId: await register(weir.url) });

/** A client whose redirect address proves who it is, so that an earlier consent stands. */
function assuredClient() {
  const clientId = `${documents.origin}/assured.json`;
  documents.answer(
    json({ client_id: clientId, client_name: 'Assured client', redirect_uris: [redirectUri] }),
  );
  return handClient(weir.url, { clientId, redirectUri });
}

/** What is on record of consent to a client: names and rules. */
async function consents(agentId: string) {
  await weir.foundation.recorder.flush();
  const rows = await weir.foundation.store.db
    .selectFrom('audit_records')
    .select(['operation', 'rule'])
    .where('agent_id', '=', agentId)
    .where('operation', 'like', 'oauth_consent.%')
    .orderBy('seq')
    .execute();
  return rows.map(({ operation, rule }) => [operation, rule]);
}

describe('what a person lets a client do beyond what it asked for', () => {
  const create = { method: 'tools/call', params: { name: 'confluence_create_page', arguments: {} } };

  it('is offered unticked for what was not asked, and never administering', async () => {
    const client = await loopbackClient();
    const browser = await weir.browserOf(0);
    const ticks = (text: string) =>
      [...text.matchAll(/<input type="checkbox" name="added" value="([^"]*)"([^>]*)>/g)].map((tick) => [
        tick[1],
        tick[2]?.includes('checked'),
      ]);
    expect(ticks((await browser.open(client.ask().url)).text)).toStrictEqual([
      ['weir:write', false],
      ['weir:delete', false],
    ]);
    expect(ticks((await browser.open(client.ask({ scope: 'weir:write' }).url)).text)).toStrictEqual([
      ['weir:delete', false],
    ]);
    const all = await browser.open(client.ask({ scope: 'weir:write weir:delete' }).url);
    expect(all.text).not.toContain('It may also');
  });

  it('lets a client that never asks for more write: told as the scope, kept by a refresh, on record', async () => {
    const client = await loopbackClient();
    const browser = await weir.browserOf(0);
    const { access_token: reading } = await tokensOf(client, browser);
    expect((await callMcp(`${weir.url}/mcp`, reading, create)).status).toBe(403);

    const { url, verifier } = client.ask();
    const back = await (await browser.open(url)).press('Allow', { added: 'weir:write' });
    const tokens = (await (await client.redeem(codeIn(back), verifier)).json()) as Tokens;
    expect(tokens.scope).toBe('weir:read weir:write');
    expect((await callMcp(`${weir.url}/mcp`, tokens.access_token, create)).status).toBe(200);
    const refreshed = (await (await client.refresh(tokens.refresh_token ?? '')).json()) as Tokens;
    expect(refreshed.scope).toBe('weir:read weir:write');
    expect((await callMcp(`${weir.url}/mcp`, refreshed.access_token, create)).status).toBe(200);
    expect((await consents(client.clientId)).map(([, rule]) => rule)).toStrictEqual([
      'asked',
      'asked, added weir:write',
    ]);
    expect((await browser.open('/clients')).text).toContain('Create and change pages');
  });

  it('may be several', async () => {
    const client = await loopbackClient();
    const { url, verifier } = client.ask({ scope: '' });
    const page = await (await weir.browserOf(0)).open(url);
    const back = await page.press('Allow', { added: ['weir:delete', 'weir:write'] });
    const { scope } = (await (await client.redeem(codeIn(back), verifier)).json()) as Tokens;
    expect(scope).toBe('weir:read weir:write weir:delete');
  });

  it('is refused where it was not offered, and nothing is granted', async () => {
    const client = await loopbackClient();
    const page = await (await weir.browserOf(0)).open(client.ask({ scope: 'weir:write' }).url);
    const forged = [
      'weir:admin',
      ['weir:delete', 'weir:admin'],
      ['weir:delete', 'weir:delete'],
      'weir:write',
      '',
    ];
    for (const added of forged) {
      const refused = await page.press('Allow', { added });
      expect({ added, status: refused.status, outside: refused.outside }).toStrictEqual({
        added,
        status: 400,
        outside: undefined,
      });
    }
    expect(await consents(client.clientId)).toStrictEqual([]);
    expect((await page.press('Allow')).outside?.searchParams.get('code')).toBeTruthy();
  });

  it('ends at what an administrator lets the client have', async () => {
    const { clientId } = await weir.server.administration.registerClient(
      {
        name: 'Reads and writes',
        workspaceId: weir.red.id,
        redirectUris: [redirectUri],
        authentication: 'none',
        scopes: ['weir:read', 'weir:write'],
      },
      { userId: weir.person(0).id },
    );
    const client = handClient(weir.url, { clientId, redirectUri });
    const page = await (await weir.browserOf(0)).open(client.ask().url);
    expect(page.text).toContain('value="weir:write"');
    expect(page.text).not.toContain('value="weir:delete"');
    expect((await page.press('Allow', { added: 'weir:delete' })).status).toBe(400);
  });

  it('is added again where the earlier consent stands, until the person is asked once more', async () => {
    const client = assuredClient();
    const browser = await weir.browserOf(0);
    const scopeAfter = async (fields: Readonly<Record<string, string>>, added?: string): Promise<string> => {
      const { url, verifier } = client.ask(fields);
      const page = await browser.open(url);
      const back = page.outside ? page : await page.press('Allow', added === undefined ? {} : { added });
      return ((await (await client.redeem(codeIn(back), verifier)).json()) as Tokens).scope;
    };
    expect(await scopeAfter({}, 'weir:write')).toBe('weir:read weir:write');
    expect(await scopeAfter({})).toBe('weir:read weir:write');
    expect(await scopeAfter({ scope: 'weir:write' })).toBe('weir:read weir:write');
    expect(await scopeAfter({ prompt: 'consent' })).toBe('weir:read');
    expect(await scopeAfter({})).toBe('weir:read');
    expect((await consents(client.clientId)).map(([, rule]) => rule)).toStrictEqual([
      'asked, added weir:write',
      'remembered, added weir:write',
      'remembered',
      'asked',
      'remembered',
    ]);
  });
});
