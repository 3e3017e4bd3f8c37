// The requests that the measurements send, as a client of protocol 2026-07-28 writes them.
import type { Shot } from './load.ts';

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
};

export function mcpRequest(
  mcpUrl: string,
  key: string,
  method: string,
  params: Record<string, unknown>,
  expect: string,
): Shot {
  const name = params['name'];
  return {
    url: mcpUrl,
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': name }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } }),
    expect,
  };
}
