import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog } from '../telemetry/log.ts';
import type { ToolFeature } from './features.ts';
import { createProtocol } from './protocol.ts';
import { RequestScope } from './request-scope.ts';
import { runStdio } from './stdio.ts';

const log = createLog({ level: 'silent' });
const caller = {
  workspaceId: 'ws_1',
  userId: 'user_1',
  userName: 'Ada',
  agentId: 'agt_1',
  transport: 'stdio',
} as const;

const tools: ToolFeature = {
  list: () => [{ name: 'who', description: 'Who calls', inputSchema: { type: 'object' } }],
  async call(context, _name, args) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { content: [{ type: 'text', text: JSON.stringify({ ...context.caller, args }) }] };
  },
};

/** A client that only writes lines and reads what comes back. */
function start() {
  const input = new PassThrough();
  const output = new PassThrough();
  const lines: unknown[] = [];
  let partial = '';
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (partial + chunk).split('\n');
    partial = parts.pop() ?? '';
    lines.push(...parts.map((line) => JSON.parse(line)));
  });
  const protocol = createProtocol({ tools }, { name: 'weir', title: 'Weir', version: '1' }, log);
  const connection = runStdio(protocol, new RequestScope(caller), { input, output }, log);
  return {
    input,
    lines,
    connection,
    send: (message: unknown) => input.write(`${JSON.stringify(message)}\n`),
  };
}

const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'old-client', version: '1.2' },
  },
};
const call = (id: number, _meta?: object) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'who', arguments: { n: id }, ...(_meta && { _meta }) },
});
const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'new-client', version: '3.4' },
};

describe('Weir over standard input and output', () => {
  it('answers everything it took although the input has ended, then closes', async () => {
    const { input, lines, connection, send } = start();
    send(initialize);
    send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    send(call(1));
    input.end(JSON.stringify(call(2)));
    await connection.closed;
    expect(lines).toMatchObject([{ id: 0, result: { protocolVersion: '2025-06-18' } }, { id: 1 }, { id: 2 }]);
    const answer = lines[2] as { result: { content: [{ text: string }] } };
    expect(JSON.parse(answer.result.content[0].text)).toStrictEqual({
      ...caller,
      clientName: 'old-client',
      clientVersion: '1.2',
      args: { n: 2 },
    });
  });

  it('knows a 2026-07-28 client from each request', async () => {
    const { input, lines, connection, send } = start();
    send(call(1, envelope));
    input.end();
    await connection.closed;
    const [answer] = lines as [{ result: { content: [{ text: string }] } }];
    expect(JSON.parse(answer.result.content[0].text)).toMatchObject({
      clientName: 'new-client',
      clientVersion: '3.4',
    });
  });

  it('answers lines that are no messages and goes on', async () => {
    const { input, lines, connection, send } = start();
    input.write('{"jsonrpc": "2.0", \n');
    input.write('[1,2]\n\n');
    input.write('{"hello":1}\n');
    send(call(1, envelope));
    input.end();
    await connection.closed;
    expect(lines).toMatchObject([
      { id: null, error: { code: -32_700 } },
      { id: null, error: { code: -32_600 } },
      { id: null, error: { code: -32_600 } },
      { id: 1, result: {} },
    ]);
  });

  it('lets calls in flight finish when it is closed', async () => {
    const { lines, connection, send } = start();
    send(call(1, envelope));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await connection.close();
    expect(lines).toMatchObject([{ id: 1, result: {} }]);
  });

  it('closes when there never was a client', async () => {
    const { input, lines, connection } = start();
    input.end();
    await connection.closed;
    expect(lines).toStrictEqual([]);
  });
});
