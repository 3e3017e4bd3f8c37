import { expect, it } from 'vitest';
import type { StoreLocation } from '../src/store/open-store.ts';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeIn, handClient, postRegistration, type Tokens } from './support/oauth-client.ts';
import { startOAuthWeir } from './support/oauth-weir.ts';

it('neither tokens nor codes, secrets, requests in flight or cookies lie in the database or its log', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-oauth-'));
  const database: StoreLocation = { kind: 'sqlite', file: join(folder, 'weir.db') };
  const weir = await startOAuthWeir({ database });
  const redirectUri = 'https://client.example/cb';
  const registered = await postRegistration(weir.url, {
    redirect_uris: [redirectUri],
    client_name: 'control plant of the scan',
  });
  const { client_id: clientId, client_secret: secret } = (await registered.json()) as {
    client_id: string;
    client_secret: string;
  };
  const { secret: agentSecret } = await weir.server.administration.registerClient(
    { name: 'Agent', workspaceId: weir.red.id, authentication: 'client_secret_basic' },
    { userId: 'usr_admin' },
  );
  const client = handClient(weir.url, { clientId, redirectUri });
  const browser = await weir.browserOf(0);
  const { url, verifier } = client.ask();
  const page = await browser.open(url);
  const requestId = new URL(page.url).pathname.split('/').at(-1) ?? '';
  const unfinished = new URL((await browser.open(client.ask().url)).url).pathname.split('/').at(-1) ?? '';
  const code = codeIn(await page.press('Allow'));
  const tokens = (await (await client.redeem(code, verifier, { client_secret: secret })).json()) as Tokens;
  const next = (await (
    await client.refresh(tokens.refresh_token ?? '', { client_secret: secret })
  ).json()) as Tokens;
  const planted = {
    secret,
    agentSecret: agentSecret?.reveal() ?? '',
    requestId,
    unfinished,
    code,
    verifier,
    access: tokens.access_token,
    refresh: tokens.refresh_token ?? '',
    nextAccess: next.access_token,
    nextRefresh: next.refresh_token ?? '',
  };
  await weir.foundation.recorder.flush();
  const found = (text: string): string[] =>
    readdirSync(folder).filter((name) => {
      const content = readFileSync(join(folder, name));
      return forms(text).some((form) => content.includes(form));
    });
  for (const [name, text] of Object.entries(planted)) {
    expect(text.length).toBeGreaterThan(20);
    expect({ name, files: found(text) }).toStrictEqual({ name, files: [] });
  }
  expect(found('control plant of the scan').length).toBeGreaterThan(0);
  await weir.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A text as it is and as base64 in each of its three positions. */
function forms(text: string): string[] {
  const shifted = ['', 'x', 'xx'].map((before) => {
    const encoded = Buffer.from(`${before}${text}`).toString('base64');
    return encoded.slice(before.length === 0 ? 0 : 4, -4);
  });
  return [text, encodeURIComponent(text), ...shifted];
}
