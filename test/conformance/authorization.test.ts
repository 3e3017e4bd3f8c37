import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { register } from '../support/oauth-client.ts';
import { startOAuthWeir, type OAuthWeir } from '../support/oauth-weir.ts';

const suite = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
);

describe('the conformance suite of the Model Context Protocol, for authorization servers', () => {
  let weir: OAuthWeir;
  beforeAll(async () => {
    weir = await startOAuthWeir();
  });
  afterAll(() => weir.close());

  it('passes its authorization mode, for a public client and for one with a secret', async () => {
    for (const authentication of ['none', 'client_secret_basic'] as const) {
      const port = await freePort();
      const redirectUri = `http://127.0.0.1:${port}/callback`;
      const client = await clientOf(authentication, redirectUri);
      const output = await run(port, client);
      onTestFailed(() => console.log(output));
      expect(output).toMatch(/authorization-server-metadata-endpoint/);
      expect(output).toMatch(/authorization-code-grant/);
      expect(output).toMatch(/\b(\d+) passed, 0 failed/);
      expect(output).not.toMatch(/SKIPPED/);
    }
  });

  async function clientOf(
    authentication: 'none' | 'client_secret_basic',
    redirectUri: string,
  ): Promise<{ readonly id: string; readonly secret?: string }> {
    if (authentication === 'none') return { id: await register(weir.url, { redirect_uris: [redirectUri] }) };
    const { clientId, secret } = await weir.server.administration.registerClient(
      { name: 'Conformance', workspaceId: weir.red.id, authentication, redirectUris: [redirectUri] },
      { userId: 'usr_admin' },
    );
    return { id: clientId, ...(secret && { secret: secret.reveal() }) };
  }

  /** Follows the address that the suite prints, as a person would in a browser. */
  async function run(
    port: number,
    client: { readonly id: string; readonly secret?: string },
  ): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'weir-conformance-'));
    const words = ['authorization', '--url', weir.url, '--client-id', client.id];
    const secret = client.secret === undefined ? [] : ['--client-secret', client.secret];
    const rest = ['--resource', `${weir.url}/mcp`, '-p', String(port), '-o', folder];
    const child = spawn(process.execPath, [suite, ...words, ...secret, ...rest], { cwd: folder });
    let output = '';
    let isSeen = false;
    const listen = (chunk: Buffer): void => {
      output += chunk.toString();
      const address = new RegExp(`${weir.url}/oauth/authorize\\?\\S+`).exec(output)?.[0];
      if (address === undefined || isSeen) return;
      isSeen = true;
      follow(address).catch((error: unknown) => (output += String(error)));
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    await once(child, 'close');
    await rm(folder, { recursive: true, force: true });
    return output;
  }

  async function follow(address: string): Promise<void> {
    const back = await (await (await weir.browserOf(0)).open(address)).press('Allow');
    if (back.outside) await fetch(back.outside);
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
