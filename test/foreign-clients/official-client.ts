import {
  Client,
  StreamableHTTPClientTransport,
  type Transport,
  type VersionNegotiationOptions,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { readAnswer, type Connect, type ForeignClient, type Target } from './foreign-client.ts';

/** The client of the TypeScript SDK v2, in one way of choosing the protocol version. */
export function officialClient(mode: NonNullable<VersionNegotiationOptions['mode']>): Connect {
  return (target) => connectOfficial(transportTo(target), mode);
}

export async function connectOfficial(
  transport: Transport,
  mode: NonNullable<VersionNegotiationOptions['mode']>,
): Promise<ForeignClient> {
  const client = new Client(
    { name: 'foreign-client-test', version: '1.0.0' },
    { versionNegotiation: { mode } },
  );
  await client.connect(transport);
  return {
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => readAnswer(await client.callTool({ name, arguments: { ...args } })),
    close: () => client.close(),
  };
}

function transportTo(target: Target): Transport {
  if (target.kind === 'stdio')
    return new StdioClientTransport({ ...target, args: [...target.args], stderr: 'ignore' });
  return new StreamableHTTPClientTransport(new URL(target.mcpUrl), {
    requestInit: { headers: { authorization: `Bearer ${target.key}` } },
  });
}
