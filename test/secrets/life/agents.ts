import { Client, StreamableHTTPClientTransport, type CallToolResult } from '@modelcontextprotocol/client';
import type { World } from '../world.ts';

/** Calls a tool as an agent that shows a key or a token; with headers of its own where it has any. */
export type CallTool = (
  name: string,
  args: Readonly<Record<string, unknown>>,
  headers?: Readonly<Record<string, string>>,
) => Promise<CallToolResult>;

export function agentWith({ url }: World, token: string): CallTool {
  return async (name, args, headers = {}) => {
    const client = new Client({ name: 'Reader', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
        requestInit: { headers: { authorization: `Bearer ${token}`, ...headers } },
      }),
    );
    try {
      return await client.callTool({ name, arguments: { ...args } });
    } finally {
      await client.close();
    }
  };
}
