import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect } from 'vitest';
import { codeIn, handClient, postRegistration, type Tokens } from '../../support/oauth-client.ts';
import { oauthBrowser } from '../../support/oauth-browser.ts';
import type { World } from '../world.ts';
import type { Admin } from './admin.ts';
import { agentWith, type CallTool } from './agents.ts';

/** Our OAuth server with a client of people and an agent of its own. Answers how to call tools with an agent key. */
export async function bringClients(world: World, admin: Admin): Promise<CallTool> {
  await signClientIn(world);
  await bringServiceAgent(world, admin);
  await bringKeyedAgent(world, admin);
  const { body } = await admin('POST', '/workspaces/main/agent-keys', {});
  const unused = await admin('POST', '/workspaces/main/agent-keys', {});
  await admin('DELETE', `/workspaces/main/agent-keys/${String(unused.body['id'])}`);
  return agentWith(world, String(body['key']));
}

async function signClientIn(world: World): Promise<void> {
  const { url } = world;
  const redirectUri = 'https://client.example/cb';
  const registered = await postRegistration(url, { redirect_uris: [redirectUri], client_name: 'Client' });
  const { client_id: clientId, client_secret: secret } = (await registered.json()) as Record<string, string>;
  if (clientId === undefined || secret === undefined) throw new Error('the client was not registered');
  const client = handClient(url, { clientId, redirectUri });
  const browser = oauthBrowser(url);
  browser.keep(sessionOf(world));
  const { url: asked, verifier } = client.ask();
  const page = await browser.open(asked);
  noteRequest(world, page.url);
  // Weir offers to connect first; the client can have its code without.
  const offered = await page.press('Allow');
  const goOn = /href="(\/oauth\/authorize\/[^"]*)"/.exec(offered.text)?.[1] ?? '';
  const code = codeIn(await browser.open(goOn));
  // One that is never answered.
  noteRequest(world, (await browser.open(client.ask().url)).url);
  const tokens = (await (await client.redeem(code, verifier, { client_secret: secret })).json()) as Tokens;
  expect((await client.redeem(code, verifier, { client_secret: 'w'.repeat(20) })).status).toBe(401);
  const refresh = async (token: string | undefined): Promise<Tokens> =>
    (await (await client.refresh(token ?? '', { client_secret: secret })).json()) as Tokens;
  const next = await refresh(tokens.refresh_token);
  const last = await refresh(next.refresh_token);
  const listed = await agentWith(world, last.access_token)('confluence_list_spaces', {
    connection: 'configured-token',
  });
  expect(listed.isError).toBeFalsy();
  // Used twice, and so over for good.
  expect((await client.refresh('x'.repeat(40), { client_secret: secret })).status).toBe(400);
  expect((await client.refresh(tokens.refresh_token ?? '', { client_secret: secret })).status).toBe(400);
}

async function bringServiceAgent({ url }: World, admin: Admin): Promise<void> {
  const { body } = await admin('POST', '/workspaces/main/oauth-clients', {
    name: 'Nightly agent',
    authentication: 'client_secret_basic',
    scopes: ['weir:read'],
  });
  const clientId = String(body['clientId']);
  const rotated = await admin('POST', `/workspaces/main/oauth-clients/${clientId}/secret`);
  const ask = async (secret: unknown): Promise<number> => {
    const credentials = Buffer.from(`${clientId}:${String(secret)}`).toString('base64');
    const response = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    await response.arrayBuffer();
    return response.status;
  };
  expect(await ask(body['clientSecret'])).toBe(401);
  expect(await ask(rotated.body['clientSecret'])).toBe(200);
}

/** It proves itself with a key of its own; whoever entered it gave the private half first, and was refused. */
async function bringKeyedAgent({ url, ledger }: World, admin: Admin): Promise<void> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const { d = '' } = await exportJWK(pair.privateKey);
  ledger.plant('private key of a client', d);
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const enter = async (key: object, wanted: 'made' | 'refused') =>
    admin(
      'POST',
      '/workspaces/main/oauth-clients',
      { name: 'Keyed agent', authentication: 'private_key_jwt', jwks: { keys: [key] } },
      wanted,
    );
  await enter({ ...jwk, d }, 'refused');
  const clientId = String((await enter(jwk, 'made')).body['clientId']);
  const assertion = async (audience: string): Promise<string> => {
    const signed = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(pair.privateKey);
    return ledger.plant('assertion of a client', signed);
  };
  const client = handClient(url, { clientId });
  const ask = async (signed: string): Promise<number> => {
    const response = await client.token({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signed,
    });
    await response.arrayBuffer();
    return response.status;
  };
  const good = await assertion(url);
  expect(await ask(good)).toBe(200);
  // Sent twice, and for somebody else: it still lives, and is as good as a password where it was meant for.
  expect(await ask(good)).toBe(401);
  expect(await ask(await assertion('https://other.example'))).toBe(401);
}

/** The id of a request in flight stands in the address of its page. */
function noteRequest({ ledger }: World, page: string): void {
  ledger.plant('request of a client in flight', new URL(page).pathname.split('/').at(-1) ?? '');
}

function sessionOf({ answers }: World): string {
  const cookies = answers.flatMap(({ answerHeaders }) => answerHeaders.getSetCookie());
  return cookies.findLast((line) => line.startsWith('weir-session=')) ?? '';
}
