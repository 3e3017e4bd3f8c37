import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFile, type ForeignClient } from '../foreign-clients/foreign-client.ts';
import { freePort } from '../support/free-port.ts';
import { connectOfficial } from '../foreign-clients/official-client.ts';

/** mcp-remote as a stdio client starts it, with nothing but an address: it meets a 401 and asks for a browser. */
export interface McpRemoteSignIn {
  /** Where it sends the person's browser. */
  readonly authorizeUrl: Promise<URL>;
  /** Connected once the person has allowed it. */
  readonly client: Promise<ForeignClient>;
  close(): Promise<void>;
}

/** `scope`: what it asks for from the start. */
export async function startMcpRemote(mcpUrl: string, scope: string): Promise<McpRemoteSignIn> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-mcp-remote-'));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [
      packageFile('mcp-remote/dist/proxy.js'),
      mcpUrl,
      String(await freePort()),
      '--static-oauth-client-metadata',
      JSON.stringify({ scope }),
    ],
    // The test opens the address itself: whatever browser the machine has must not.
    env: { PATH: process.env['PATH'] ?? '', BROWSER: 'true', MCP_REMOTE_CONFIG_DIR: folder, HOME: folder },
    stderr: 'pipe',
  });
  let said = '';
  const authorizeUrl = new Promise<URL>((resolve, reject) => {
    transport.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, address] = /authorize this client by visiting:\s+(\S+)\s/.exec(said) ?? [];
      if (address !== undefined) resolve(new URL(address));
    });
    transport.stderr?.on('end', () => reject(new Error(`mcp-remote ended: ${said}`)));
  });
  const client = connectOfficial(transport, 'legacy');
  // Whichever fails first is what a test waits for.
  for (const promise of [authorizeUrl, client]) promise.catch(() => undefined);
  return {
    authorizeUrl,
    client,
    async close() {
      await transport.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
