import { createMCPClient } from '@ai-sdk/mcp';
import { Experimental_StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';
import { readAnswer, type Connect } from './foreign-client.ts';

/** The MCP client of the AI SDK, an implementation of its own. */
export const aiSdkClient: Connect = async (target) => {
  const client = await createMCPClient({
    transport:
      target.kind === 'http'
        ? { type: 'http', url: target.mcpUrl, headers: { authorization: `Bearer ${target.key}` } }
        : new Experimental_StdioMCPTransport({ ...target, args: [...target.args], env: { ...target.env } }),
  });
  return {
    // Through the tool set, so that it makes a tool of every schema.
    toolNames: async () => Object.keys(await client.tools()),
    call: async (name, args) => readAnswer(await client.callTool({ name, arguments: { ...args } })),
    close: () => client.close(),
  };
};
