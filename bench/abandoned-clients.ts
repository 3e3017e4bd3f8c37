/** Opens `count` MCP clients that say hello and never come back, each on a connection of its own. */
export async function abandonedClients(mcpUrl: string, key: string, count: number): Promise<void> {
  const hello = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'abandoned', version: '1' },
    },
  });
  for (let index = 0; index < count; index += 50) {
    await Promise.all(
      Array.from({ length: Math.min(50, count - index) }, async () => {
        const response = await fetch(mcpUrl, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            connection: 'close',
          },
          body: hello,
        });
        const text = await response.text();
        if (!text.includes('protocolVersion'))
          throw new Error(`wrong answer to initialize: ${text.slice(0, 200)}`);
      }),
    );
  }
}
