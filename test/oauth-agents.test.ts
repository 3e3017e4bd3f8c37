import { generateKeyPair, exportJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceIdentity } from '../src/auth/server/tokens.ts';
import { createKey } from '../src/store/agent-keys.ts';
import { installation } from '../src/store/settings.ts';
import { callMcp, handClient, postRegistration, register, tokensOf } from './support/oauth-client.ts';
import { startOAuthWeir, type OAuthWeir } from './support/oauth-weir.ts';

let weir: OAuthWeir;
let isOpen = true;
const profiles = new Map<string, ServiceIdentity>();
beforeAll(async () => {
  weir = await startOAuthWeir({
    registrationAllowed: () => isOpen,
    serviceIdentity: (agentId) => profiles.get(agentId),
  });
});
afterAll(() => weir.close());

const admin = { userId: 'usr_admin' };
const afterTrust = () => new Promise((resolve) => setTimeout(resolve, 1_100));
const statusOf = async (token: string, path = '/mcp') => (await callMcp(`${weir.url}${path}`, token)).status;

async function operations(agentId: string): Promise<(string | null)[]> {
  await weir.foundation.recorder.flush();
  const rows = await weir.foundation.store.db
    .selectFrom('audit_records')
    .select(['operation'])
    .where('agent_id', '=', agentId)
    .where('user_id', '=', admin.userId)
    .orderBy('at')
    .orderBy('seq')
    .execute();
  return rows.map(({ operation }) => operation);
}

async function agent() {
  const { clientId, secret } = await weir.server.administration.registerClient(
    {
      name: 'Nightly agent',
      workspaceId: weir.red.id,
      authentication: 'client_secret_basic',
      scopes: ['weir:read'],
    },
    admin,
  );
  const text = secret?.reveal() ?? '';
  const ask = (fields: Readonly<Record<string, string>> = {}, password = text) =>
    fetch(`${weir.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${password}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }),
    });
  return { clientId, ask };
}

const tokenIn = async (response: Response): Promise<string> =>
  ((await response.json()) as { access_token: string }).access_token;

describe('an agent with client credentials', () => {
  it('gets a token, and can call nothing without a profile of its own', async () => {
    const { ask } = await agent();
    const token = await tokenIn(await ask());
    const response = await callMcp(`${weir.url}/mcp`, token);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining('The calling agent could not be identified.') as unknown },
    });
  });

  it('acts as itself once it has a profile, with the scopes that were entered for it', async () => {
    const { clientId, ask } = await agent();
    profiles.set(clientId, { workspaceId: weir.red.id, userId: 'svc_nightly', userName: 'Nightly agent' });
    const response = await ask({ scope: 'weir:read weir:admin' });
    const {
      scope,
      access_token: token,
      refresh_token: refresh,
    } = (await response.json()) as Record<string, string>;
    expect({ scope, refresh }).toStrictEqual({ scope: 'weir:read', refresh: undefined });
    expect(await statusOf(token ?? '')).toBe(200);
    expect(weir.callers.at(-1)).toMatchObject({ userId: 'svc_nightly', agentId: clientId });
  });

  it('gets none with a wrong secret, for another workspace, or without proving itself', async () => {
    const { clientId, ask } = await agent();
    expect(await (await ask({}, 'wrong')).json()).toMatchObject({ error: 'invalid_client' });
    expect(await (await ask({ resource: `${weir.url}/w/blue/mcp` })).json()).toMatchObject({
      error: 'invalid_target',
    });
    expect((await ask({ resource: `${weir.url}/w/red/mcp` })).status).toBe(200);
    const bare = await handClient(weir.url, { clientId }).token({ grant_type: 'client_credentials' });
    expect(bare.status).toBeGreaterThanOrEqual(400);
  });

  it('a client of people cannot act as itself', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const response = await client.token({ grant_type: 'client_credentials' });
    expect(response.status).toBe(400);
  });

  it('keeps working with a new secret, and not with the old one', async () => {
    const { clientId, ask } = await agent();
    const secret = await weir.server.administration.rotateSecret(weir.red.id, clientId, admin);
    expect((await ask()).status).toBe(401);
    expect((await ask({}, secret.reveal())).status).toBe(200);
    await expect(
      weir.server.administration.rotateSecret(weir.blue.id, clientId, admin),
    ).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await operations(clientId)).toStrictEqual([
      'oauth_client.registered',
      'oauth_client.secret_rotated',
    ]);
  });

  it('proves itself with a key of its own, once for each assertion', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
    const { clientId } = await weir.server.administration.registerClient(
      {
        name: 'Keyed agent',
        workspaceId: weir.red.id,
        authentication: 'private_key_jwt',
        jwks: { keys: [jwk] },
      },
      admin,
    );
    const assertion = (audience: string, issuer = clientId) =>
      new SignJWT({ jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(issuer)
        .setSubject(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(privateKey);
    const ask = (text: string) =>
      handClient(weir.url, { clientId }).token({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: text,
      });
    const good = await assertion(weir.url);
    expect((await ask(good)).status).toBe(200);
    expect(await (await ask(good)).json()).toMatchObject({ error: 'invalid_client' });
    expect((await ask(await assertion('https://other.example'))).status).toBe(401);
    expect((await ask(await assertion(weir.url, 'client_other'))).status).toBe(400);
  });

  it('cannot be entered in a way that never works', async () => {
    const enter = (fields: object) =>
      weir.server.administration.registerClient(
        { name: 'x', workspaceId: weir.red.id, authentication: 'client_secret_basic', ...fields },
        admin,
      );
    const wrong = [
      { name: ' ' },
      { authentication: 'none' },
      { authentication: 'private_key_jwt' },
      { jwks: { keys: [] } },
      { redirectUris: ['http://client.example/cb'] },
      { scopes: [] },
      {
        authentication: 'private_key_jwt',
        jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' }] },
      },
    ];
    for (const fields of wrong) await expect(enter(fields)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(enter({ workspaceId: 'wsp_none' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('agent keys', () => {
  it('keep working beside tokens, at every address of their workspace', async () => {
    const { store, ids, random } = weir.foundation;
    const holder = { workspaceId: weir.red.id, personId: weir.person(0).id, agentId: 'agt_key', now: 1 };
    const { key } = await createKey(store.db, holder, { ids, random });
    expect(await statusOf(key.reveal())).toBe(200);
    expect(weir.callers.at(-1)).toMatchObject({ agentId: 'agt_key' });
    expect(weir.callers.at(-1)?.scopes).toBeUndefined();
    expect(await statusOf(key.reveal(), '/w/red/mcp')).toBe(200);
    expect(await statusOf(key.reveal(), '/w/blue/mcp')).toBe(404);
    expect(await statusOf(`${key.reveal()}x`)).toBe(401);
  });
});

describe('administration', () => {
  it('lists what people let clients do, and takes back one grant', async () => {
    const clientId = await register(weir.url, { client_name: 'Listed' });
    const client = handClient(weir.url, { clientId, resource: `${weir.url}/w/red/mcp` });
    const one = await tokensOf(client, await weir.browserOf(0));
    const two = await tokensOf(client, await weir.browserOf(1), { scope: 'weir:write' });
    const { administration } = weir.server;
    const grants = await administration.grants({ workspaceId: weir.red.id, clientId });
    expect(grants).toMatchObject([
      {
        personId: weir.person(1).id,
        clientId,
        clientName: 'Listed',
        resource: `${weir.url}/w/red/mcp`,
        scopes: ['weir:read', 'weir:write'],
      },
      { personId: weir.person(0).id, scopes: ['weir:read'] },
    ]);
    const mine = await administration.grants({
      workspaceId: weir.red.id,
      personId: weir.person(0).id,
      clientId,
    });
    expect(mine).toHaveLength(1);
    expect(await administration.grants({ workspaceId: weir.blue.id, clientId })).toStrictEqual([]);
    const id = mine[0]?.id ?? '';
    expect(await administration.revokeGrant(weir.blue.id, id, admin)).toBe(false);
    expect(await administration.revokeGrant(weir.red.id, id, admin)).toBe(true);
    expect(await administration.revokeGrant(weir.red.id, id, admin)).toBe(false);
    await afterTrust();
    expect(await statusOf(one.access_token, '/w/red/mcp')).toBe(401);
    expect(await statusOf(two.access_token, '/w/red/mcp')).toBe(200);
    expect(await operations(clientId)).toStrictEqual(['oauth_grant.revoked']);
  });

  it('a blocked client is out within a second, gets no consent, and comes back when it is unblocked', async () => {
    const clientId = await register(weir.url);
    const client = handClient(weir.url, { clientId });
    const browser = await weir.browserOf(0);
    const { access_token: token, refresh_token: refresh = '' } = await tokensOf(client, browser);
    const { administration } = weir.server;
    for (const scope of [weir.red.id, installation]) {
      const page = await browser.open(client.ask().url);
      await administration.block({ scope, clientId }, admin);
      await afterTrust();
      expect(await statusOf(token)).toBe(401);
      expect((await client.refresh(refresh)).status).toBe(400);
      const refused = await page.press('Allow');
      expect(refused.status).toBe(403);
      expect(refused.text).toContain('This agent is not authorized to use this connector.');
      const listed = (await administration.clients(weir.red.id)).find((one) => one.clientId === clientId);
      if (scope === weir.red.id) expect(listed?.blockedIn).toStrictEqual([scope]);
      expect(await administration.unblock({ scope, clientId }, admin)).toBe(true);
      expect(await administration.unblock({ scope, clientId }, admin)).toBe(false);
    }
    const again = await tokensOf(client, browser);
    expect(await statusOf(again.access_token)).toBe(200);
  });

  it('a blocked agent of its own is out too', async () => {
    const { clientId, ask } = await agent();
    profiles.set(clientId, { workspaceId: weir.red.id, userId: 'svc_x', userName: 'x' });
    const token = await tokenIn(await ask());
    expect(await statusOf(token)).toBe(200);
    await weir.server.administration.block({ scope: weir.red.id, clientId }, admin);
    await afterTrust();
    expect(await statusOf(token)).toBe(401);
  });

  it('a removed client is gone with everything it had', async () => {
    const { administration } = weir.server;
    const { clientId } = await administration.registerClient(
      {
        name: 'Entered client',
        workspaceId: weir.red.id,
        authentication: 'none',
        redirectUris: ['https://client.example/cb'],
      },
      admin,
    );
    const client = handClient(weir.url, { clientId, redirectUri: 'https://client.example/cb' });
    const browser = await weir.browserOf(0);
    expect((await browser.open(client.ask().url)).text).toContain('entered by an administrator');
    const { access_token: token } = await tokensOf(client, browser);
    await expect(administration.removeClient(weir.blue.id, clientId, admin)).rejects.toMatchObject({
      code: 'not_found',
    });
    await administration.removeClient(weir.red.id, clientId, admin);
    await afterTrust();
    expect(await statusOf(token)).toBe(401);
    expect((await browser.open(client.ask().url)).text).toContain('invalid_client');
  });

  it('clients may register themselves only while the switch is on, and the metadata says so', async () => {
    isOpen = false;
    const refused = await postRegistration(weir.url, { redirect_uris: ['https://client.example/cb'] });
    expect(refused.status).toBe(403);
    const metadata = await (await fetch(`${weir.url}/.well-known/oauth-authorization-server`)).json();
    expect(metadata).not.toHaveProperty('registration_endpoint');
    isOpen = true;
  });

  it('a client that nobody let in is forgotten after a day, one that was used after ninety', async () => {
    const unused = await register(weir.url);
    const used = await register(weir.url);
    await tokensOf(handClient(weir.url, { clientId: used }), await weir.browserOf(0));
    const all = await weir.server.administration.clients();
    const days = (clientId: string) => {
      const { createdAt = 0, expiresAt = 0 } = all.find((one) => one.clientId === clientId) ?? {};
      return Math.round((expiresAt - createdAt) / 86_400_000);
    };
    expect([days(unused), days(used)]).toStrictEqual([1, 90]);
  });
});

describe('limits', () => {
  it('bodies beyond 32 KiB are not read', async () => {
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x'.repeat(33_000) });
    const response = await fetch(`${weir.url}/oauth/token`, { method: 'POST', body });
    expect(response.status).toBe(413);
    const registration = await postRegistration(weir.url, {
      redirect_uris: [`https://x/${'y'.repeat(33_000)}`],
    });
    expect(registration.status).toBe(413);
  });

  it('bodies of another type are refused', async () => {
    for (const path of ['/oauth/token', '/oauth/revoke']) {
      const response = await fetch(`${weir.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"grant_type":"client_credentials"}',
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    }
  });

  it('one address cannot register clients without end', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 70; count += 1) statuses.push((await postRegistration(weir.url, {})).status);
    expect(statuses.at(-1)).toBe(429);
    const response = await postRegistration(weir.url, {});
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
    // Others of the same address go on.
    expect((await fetch(`${weir.url}/.well-known/oauth-authorization-server`)).status).toBe(200);
  });
});
