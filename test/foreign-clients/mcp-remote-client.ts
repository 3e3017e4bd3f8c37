import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFile, type Connect } from './foreign-client.ts';
import { connectOfficial } from './official-client.ts';

/** mcp-remote, through which clients that only know stdio reach an HTTP server. */
export const mcpRemoteClient: Connect = async (target) => {
  if (target.kind !== 'http') throw new TypeError('mcp-remote bridges to HTTP servers.');
  const folder = await mkdtemp(join(tmpdir(), 'weir-mcp-remote-'));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [
      packageFile('mcp-remote/dist/proxy.js'),
      target.mcpUrl,
      '--header',
      'Authorization:${WEIR_AUTHORIZATION}',
    ],
    env: { WEIR_AUTHORIZATION: `Bearer ${target.key}`, MCP_REMOTE_CONFIG_DIR: folder, HOME: folder },
    stderr: 'ignore',
  });
  const client = await connectOfficial(transport, 'legacy');
  return {
    ...client,
    async close() {
      await client.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
