import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../src/kernel/clock.ts';
import { bumpRevision } from '../src/store/revisions.ts';
import {
  callMcp,
  codeIn,
  handClient,
  postRegistration,
  register,
  tokensOf,
  type HandClient,
  type Tokens,
} from './support/oauth-client.ts';
import { startOAuthWeir, type OAuthWeir } from './support/oauth-weir.ts';

let ahead = 0;
let weir: OAuthWeir;
beforeAll(async () => {
  weir = await startOAuthWeir({ clock: { now: () => systemClock.now() + ahead } });
});
afterAll(() => weir.close());

const statusOf = async (token: string): Promise<number> => (await callMcp(`${weir.url}/mcp`, token)).status;
const json = async (response: Response | Promise<Response>): Promise<Record<string, unknown>> =>
  (await (await response).json()) as Record<string, unknown>;

async function signedIn(index = 0): Promise<{ client: HandClient; tokens: Tokens; refreshToken: string }> {
  const client = handClient(weir.url, { clientId: await register(weir.url) });
  const tokens = await tokensOf(client, await weir.browserOf(index));
  return { client, tokens, refreshToken: tokens.refresh_token ?? '' };
}

async function refreshed(client: HandClient, refreshToken: string): Promise<Tokens> {
  const response = await client.refresh(refreshToken);
  if (response.status !== 200) throw new Error(`refused: ${await response.text()}`);
  return (await response.json()) as Tokens;
}

/** What was found is trusted for a second. */
const afterTrust = () => new Promise((resolve) => setTimeout(resolve, 1_100));

async function revocations(agentId: string) {
  await weir.foundation.recorder.flush();
  return weir.foundation.store.db
    .selectFrom('audit_records')
    .select(['operation', 'rule', 'user_id as userId', 'workspace_id as workspaceId'])
    .where('operation', '=', 'oauth_grant.revoked')
    .where('agent_id', '=', agentId)
    .execute();
}

describe('refreshing', () => {
  it('gives new tokens each time and keeps the scope', async () => {
    const { client, tokens, refreshToken } = await signedIn();
    const second = await refreshed(client, refreshToken);
    expect(second.access_token).not.toBe(tokens.access_token);
    expect(second.refresh_token).not.toBe(refreshToken);
    expect(second.scope).toBe('weir:read');
    const third = await refreshed(client, second.refresh_token ?? '');
    expect(new Set([refreshToken, second.refresh_token, third.refresh_token]).size).toBe(3);
    expect(await statusOf(third.access_token)).toBe(200);
  });

  it('a used refresh token that is used again later ends the whole family, and that is on record', async () => {
    const { client, tokens, refreshToken } = await signedIn();
    const second = await refreshed(client, refreshToken);
    const third = await refreshed(client, second.refresh_token ?? '');
    expect(await statusOf(third.access_token)).toBe(200);
    expect(await json(client.refresh(refreshToken))).toMatchObject({ error: 'invalid_grant' });
    expect(await json(client.refresh(third.refresh_token ?? ''))).toMatchObject({ error: 'invalid_grant' });
    await afterTrust();
    for (const { access_token: token } of [tokens, second, third]) expect(await statusOf(token)).toBe(401);
    expect(await revocations(client.clientId)).toEqual([
      {
        operation: 'oauth_grant.revoked',
        rule: 'a code or refresh token was used twice',
        userId: weir.person(0).id,
        workspaceId: weir.red.id,
      },
    ]);
  });

  it('the stolen copy is found out whoever comes first', async () => {
    const { client, refreshToken } = await signedIn();
    // The thief refreshes within the grace and goes on; the client comes later with the same token.
    const thief = await refreshed(client, refreshToken);
    const thiefs = await refreshed(client, thief.refresh_token ?? '');
    expect(await json(client.refresh(refreshToken))).toMatchObject({ error: 'invalid_grant' });
    expect(await json(client.refresh(thiefs.refresh_token ?? ''))).toMatchObject({ error: 'invalid_grant' });
  });

  it('an answer that was lost is given once more within ten seconds, to the same tokens', async () => {
    const { client, refreshToken } = await signedIn();
    const lost = await refreshed(client, refreshToken);
    const again = await refreshed(client, refreshToken);
    expect(again.access_token).toBe(lost.access_token);
    expect(again.refresh_token).toBe(lost.refresh_token);
    expect(await statusOf(again.access_token)).toBe(200);
    expect((await client.refresh(again.refresh_token ?? '')).status).toBe(200);
  });

  it('many at once all get the same tokens', async () => {
    const { client, refreshToken } = await signedIn();
    const all = await Promise.all(Array.from({ length: 8 }, () => refreshed(client, refreshToken)));
    expect(new Set(all.map(({ access_token: token }) => token)).size).toBe(1);
    expect(new Set(all.map(({ refresh_token: token }) => token)).size).toBe(1);
    expect((await client.refresh(all[0]?.refresh_token ?? '')).status).toBe(200);
  });

  it('after ten seconds the same is a replay', async () => {
    const { client, refreshToken } = await signedIn();
    await refreshed(client, refreshToken);
    ahead += 10_001;
    expect(await json(client.refresh(refreshToken))).toMatchObject({ error: 'invalid_grant' });
    ahead = 0;
  });

  it('another client cannot use a refresh token, nor one with a scope that was not granted', async () => {
    const { client, refreshToken } = await signedIn();
    const other = handClient(weir.url, { clientId: await register(weir.url) });
    expect(await json(other.refresh(refreshToken))).toMatchObject({ error: 'invalid_grant' });
    expect(await json(client.refresh(refreshToken, { scope: 'weir:delete' }))).toMatchObject({
      error: 'invalid_scope',
    });
    expect(await json(client.refresh(refreshToken, { resource: `${weir.url}/w/red/mcp` }))).toMatchObject({
      error: 'invalid_target',
    });
  });

  it('a refresh that asks for less gets less', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const tokens = await tokensOf(client, await weir.browserOf(0), { scope: 'weir:read weir:write' });
    const less = await json(client.refresh(tokens.refresh_token ?? '', { scope: 'weir:read' }));
    expect(less).toMatchObject({ scope: 'weir:read' });
  });

  it('unknown, malformed and foreign tokens are all one answer', async () => {
    const { client, tokens } = await signedIn();
    for (const token of ['nobody', tokens.access_token, `${tokens.refresh_token}x`]) {
      const response = await client.refresh(token);
      expect(response.status).toBe(400);
      expect(await response.json()).toStrictEqual({
        error: 'invalid_grant',
        error_description: 'grant request is invalid',
      });
    }
  });
});

describe('codes', () => {
  it('a code that is redeemed twice ends what the first one got', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const { url, verifier } = client.ask();
    const code = codeIn(await (await (await weir.browserOf(0)).open(url)).press('Allow'));
    const { access_token: token } = (await json(client.redeem(code, verifier))) as unknown as Tokens;
    expect(await statusOf(token)).toBe(200);
    expect(await json(client.redeem(code, verifier))).toMatchObject({ error: 'invalid_grant' });
    await afterTrust();
    expect(await statusOf(token)).toBe(401);
  });

  it('of many redemptions at once at most one gets tokens, and none of them lasts', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const { url, verifier } = client.ask();
    const code = codeIn(await (await (await weir.browserOf(0)).open(url)).press('Allow'));
    const responses = await Promise.all(Array.from({ length: 6 }, () => client.redeem(code, verifier)));
    const good = responses.filter(({ status }) => status === 200);
    expect(good.length).toBeLessThanOrEqual(1);
    await afterTrust();
    for (const response of good)
      expect(await statusOf(((await response.json()) as Tokens).access_token)).toBe(401);
  });

  it('a code is over after a minute', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const { url, verifier } = client.ask();
    const code = codeIn(await (await (await weir.browserOf(0)).open(url)).press('Allow'));
    ahead += 61_000;
    expect(await json(client.redeem(code, verifier))).toMatchObject({ error: 'invalid_grant' });
    ahead = 0;
  });

  it('another client cannot redeem a code', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const other = handClient(weir.url, { clientId: await register(weir.url) });
    const { url, verifier } = client.ask();
    const code = codeIn(await (await (await weir.browserOf(0)).open(url)).press('Allow'));
    expect(await json(other.redeem(code, verifier))).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('access tokens', () => {
  it('live an hour and are told never to be cached', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const { url, verifier } = client.ask();
    const code = codeIn(await (await (await weir.browserOf(0)).open(url)).press('Allow'));
    const response = await client.redeem(code, verifier);
    expect(response.headers.get('cache-control')).toContain('no-store');
    const tokens = (await response.json()) as Tokens;
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3_600 });
    ahead += 3_601_000;
    expect(await statusOf(tokens.access_token)).toBe(401);
    ahead = 0;
  });

  it('in the query are not looked at', async () => {
    const { tokens } = await signedIn();
    expect(await statusOf('wrong')).toBe(401);
    const response = await callMcp(`${weir.url}/mcp?access_token=${tokens.access_token}`, undefined);
    expect(response.status).toBe(401);
  });

  it('end with the membership within a second, and cannot be refreshed', async () => {
    const { client, tokens, refreshToken } = await signedIn(2);
    expect(await statusOf(tokens.access_token)).toBe(200);
    const { db } = weir.foundation.store;
    const setDisabled = async (at: number | null): Promise<void> => {
      await db.updateTable('people').set({ disabled_at: at }).where('id', '=', weir.person(2).id).execute();
      await bumpRevision(db, 'directory');
    };
    await setDisabled(1);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await statusOf(tokens.access_token)).toBe(401);
    expect(await json(client.refresh(refreshToken))).toMatchObject({ error: 'invalid_grant' });
    await setDisabled(null);
    await weir.directory.refresh();
  });

  it('are revoked by their client, with everything of the same grant', async () => {
    const { client, tokens, refreshToken } = await signedIn();
    const revoke = (token: string, clientId = client.clientId) =>
      fetch(`${weir.url}/oauth/revoke`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: clientId, token }),
      });
    const stranger = await register(weir.url);
    expect((await revoke(refreshToken, stranger)).status).toBe(200);
    expect(await statusOf(tokens.access_token)).toBe(200);
    expect((await revoke('unknown')).status).toBe(200);
    expect((await revoke(refreshToken)).status).toBe(200);
    await afterTrust();
    expect(await statusOf(tokens.access_token)).toBe(401);
    expect(await json(client.refresh(refreshToken))).toMatchObject({ error: 'invalid_grant' });
    expect(await revocations(client.clientId)).toMatchObject([{ rule: 'by the client' }]);
  });

  it('carry the conversation that the client names', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const { url, verifier } = client.ask();
    const code = codeIn(await (await (await weir.browserOf(0)).open(url)).press('Allow'));
    const tokens = (await json(
      client.redeem(code, verifier, { context_id: 'conversation-7' }),
    )) as unknown as Tokens;
    await callMcp(`${weir.url}/mcp`, tokens.access_token);
    expect(weir.callers.at(-1)).toMatchObject({ contextId: 'conversation-7' });
  });

  it('beside a Confluence token hand it over, and a Confluence token alone opens nothing', async () => {
    const { tokens } = await signedIn();
    const header = { 'x-confluence-access-token': 'atlassian-token' };
    await callMcp(`${weir.url}/mcp`, tokens.access_token, undefined, header);
    expect(weir.callers.at(-1)?.handedOver?.reveal()).toBe('atlassian-token');
    expect((await callMcp(`${weir.url}/mcp`, undefined, undefined, header)).status).toBe(401);
    expect((await callMcp(`${weir.url}/mcp`, 'atlassian-token', undefined, header)).status).toBe(401);
    const wrong = { 'x-confluence-access-token': 'two words' };
    expect((await callMcp(`${weir.url}/mcp`, tokens.access_token, undefined, wrong)).status).toBe(400);
  });
});

describe('clients with a secret', () => {
  it('must show it: in the header or the body, never a wrong one or none', async () => {
    const redirectUri = 'https://client.example/cb';
    const { client_id: clientId = '', client_secret: secret = '' } = (await json(
      postRegistration(weir.url, { redirect_uris: [redirectUri], client_name: 'Confidential' }),
    )) as { client_id?: string; client_secret?: string };
    const { url, verifier } = handClient(weir.url, { clientId, redirectUri }).ask();
    const code = codeIn(await (await (await weir.browserOf(0)).open(url)).press('Allow'));
    const redeem = (authorization: string | undefined) =>
      fetch(`${weir.url}/oauth/token`, {
        method: 'POST',
        headers: authorization === undefined ? {} : { authorization },
        body: new URLSearchParams({
          ...(authorization === undefined && { client_id: clientId }),
          grant_type: 'authorization_code',
          code,
          code_verifier: verifier,
          redirect_uri: redirectUri,
        }),
      });
    const basic = (text: string) => `Basic ${Buffer.from(`${clientId}:${text}`).toString('base64')}`;
    for (const wrong of [undefined, basic('wrong'), basic(`${secret}x`), basic('')]) {
      const response = await redeem(wrong);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(['invalid_client', 'invalid_request']).toContain((await json(response))['error']);
    }
    expect((await redeem(basic(secret))).status).toBe(200);
  });
});
