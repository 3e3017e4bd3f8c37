import { UnauthorizedError } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { connectSignedIn, officialProvider } from '../support/oauth-client.ts';
import { packageFile, readAnswer, type ForeignClient } from './foreign-client.ts';
import { inspectorClient } from './inspector-client.ts';
import { connectOfficial } from './official-client.ts';
import type { PersonAtBrowser } from './person-at-browser.ts';

/** A client that knows the MCP address and nothing else. */
export type ConnectSigningIn = (mcpUrl: string, person: PersonAtBrowser) => Promise<ForeignClient>;

/** The official client in a host that signs in when the server asks for it, and again when a call needs more. */
export const officialSigningIn: ConnectSigningIn = async (mcpUrl, { browser }) => {
  const provider = officialProvider(browser);
  const { client, finish } = await connectSignedIn(mcpUrl, provider);
  async function call(name: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    try {
      return await client.callTool({ name, arguments: { ...args } });
    } catch (error) {
      const answer = provider.takeAnswer();
      if (!(error instanceof UnauthorizedError) || !answer) throw error;
      await finish(answer);
      return client.callTool({ name, arguments: { ...args } });
    }
  }
  return {
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => readAnswer(await call(name, args)),
    close: () => client.close(),
  };
};

/** mcp-remote as Claude Desktop starts it; it writes to standard error where the person has to go. */
export const mcpRemoteSigningIn: ConnectSigningIn = async (mcpUrl, person) => {
  const folder = await mkdtemp(join(tmpdir(), 'weir-mcp-remote-'));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [packageFile('mcp-remote/dist/proxy.js'), mcpUrl, String(await freePort())],
    // The person of the test goes there; whatever browser the machine has must not.
    env: { PATH: process.env['PATH'] ?? '', BROWSER: 'true', MCP_REMOTE_CONFIG_DIR: folder, HOME: folder },
    stderr: 'pipe',
  });
  let said = '';
  let visiting = Promise.resolve();
  transport.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    for (let found = next(); found; found = next()) {
      const [all = '', address = ''] = found;
      said = said.slice((found.index ?? 0) + all.length);
      visiting = visiting.then(() => person.allow(address));
      // Whoever waits for the client sees that it failed.
      visiting.catch(() => undefined);
    }
  });
  const next = () => /authorize this client by visiting:\s+(\S+)\s/.exec(said);
  const client = await connectOfficial(transport, 'legacy');
  return {
    ...client,
    async close() {
      await client.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** The Inspector's command line, a process for every call: the first signs in, the others find what it kept. */
export const inspectorSigningIn: ConnectSigningIn = async (mcpUrl, person) =>
  inspectorClient('legacy')({
    kind: 'signing-in',
    mcpUrl,
    callbackPort: await freePort(),
    allow: (authorizeUrl) => person.allow(authorizeUrl),
  });
