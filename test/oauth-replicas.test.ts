import { afterAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import type { StoreLocation } from '../src/store/open-store.ts';
import { callMcp, codeIn, handClient, register, type Tokens } from './support/oauth-client.ts';
import { oauthBrowser } from './support/oauth-browser.ts';
import { startOAuthWeir, type OAuthWeir } from './support/oauth-weir.ts';
import { startPostgres } from './support/postgres.ts';
import { noteLeftCluster } from './support/what-is-left.ts';

const postgres = await startPostgres(noteLeftCluster);
const note = postgres.server ? '' : ` (skipped: ${postgres.reason})`;
const { server } = postgres;

describe.skipIf(!server)(`two replicas on Postgres${note}`, () => {
  afterAll(() => server?.stop());

  async function replicas(): Promise<{
    one: OAuthWeir;
    two: OAuthWeir;
    readonly close: () => Promise<void>;
  }> {
    if (!server) throw new Error('Postgres does not run.');
    const sandbox = await startSandbox();
    const database: StoreLocation = { kind: 'postgres', url: await server.createDatabase() };
    const one = await startOAuthWeir({ database, sandbox });
    const two = await startOAuthWeir({ database, sandbox, publicUrl: one.address });
    return {
      one,
      two,
      async close() {
        await Promise.all([one.close(), two.close()]);
        await sandbox.close();
      },
    };
  }

  it('each step of a sign-in may meet another one, and each token is known to both', async () => {
    const { one, two, close } = await replicas();
    const client = handClient(one.address, { clientId: await register(two.url) });
    // The browser's requests go to one and the other in turn.
    let requests = 0;
    const browser = oauthBrowser(one.address, () => ((requests += 1) % 2 === 0 ? one.url : two.url));
    browser.keep(await one.signIn(0));
    const { url, verifier } = client.ask();
    const back = await (await browser.open(url)).press('Allow');
    expect(back.outside?.searchParams.get('iss')).toBe(one.address);
    const redeemed = await client.token(
      {
        grant_type: 'authorization_code',
        code: codeIn(back),
        code_verifier: verifier,
        redirect_uri: 'http://127.0.0.1:45999/callback',
      },
      two.url,
    );
    expect(redeemed.status).toBe(200);
    const tokens = (await redeemed.json()) as Tokens;
    for (const at of [one.url, two.url]) {
      expect((await callMcp(`${at}/mcp`, tokens.access_token)).status).toBe(200);
    }

    // The answer of one is lost: the other gives the same tokens.
    const before = tokens.refresh_token ?? '';
    const [lost, again] = await Promise.all([
      client.refresh(before, {}, one.url),
      client.refresh(before, {}, two.url),
    ]);
    const next = (await lost.json()) as Tokens;
    expect(await again.json()).toMatchObject({
      access_token: next.access_token,
      refresh_token: next.refresh_token,
    });

    // A replay at one ends everything at the other.
    const third = (await (await client.refresh(next.refresh_token ?? '', {}, two.url)).json()) as Tokens;
    expect((await callMcp(`${one.url}/mcp`, third.access_token)).status).toBe(200);
    expect((await client.refresh(before, {}, one.url)).status).toBe(400);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    for (const at of [one.url, two.url]) {
      expect((await callMcp(`${at}/mcp`, third.access_token)).status).toBe(401);
    }
    await close();
  });

  it('one code is worth one redemption, wherever it is tried', async () => {
    const { one, two, close } = await replicas();
    const client = handClient(one.address, { clientId: await register(one.url) });
    const { url, verifier } = client.ask();
    const browser = oauthBrowser(one.address, () => two.url);
    browser.keep(await one.signIn(0));
    const code = codeIn(await (await browser.open(url)).press('Allow'));
    const redeem = (through: string) =>
      client.token(
        {
          grant_type: 'authorization_code',
          code,
          code_verifier: verifier,
          redirect_uri: 'http://127.0.0.1:45999/callback',
        },
        through,
      );
    const tried = await Promise.all([one.url, two.url, one.url, two.url].map(redeem));
    const good = tried.filter(({ status }) => status === 200);
    expect(good.length).toBeLessThanOrEqual(1);
    for (const response of good) {
      const { access_token: token } = (await response.json()) as Tokens;
      expect((await callMcp(`${two.url}/mcp`, token)).status).toBe(401);
    }
    await close();
  });
});
