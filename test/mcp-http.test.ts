import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../src/http/listen.ts';
import { echoKey, startEchoServer } from './mcp-echo-server.ts';

const eras = [
  ['2026-07-28', { pin: '2026-07-28' }],
  ['2025', 'legacy'],
] as const;

const authorization = { headers: { authorization: `Bearer ${echoKey}` } };

function textOf(result: { content?: unknown }): string {
  const [first] = result.content as Array<{ text: string }>;
  return first?.text ?? '';
}

describe('Weir over HTTP', () => {
  let server: Awaited<ReturnType<typeof startEchoServer>>;
  beforeEach(async () => {
    server = await startEchoServer();
  });
  afterEach(() => server.close());

  async function connect(path: string, mode: (typeof eras)[number][1]): Promise<Client> {
    const client = new Client({ name: 'test\u0007client', version: '9.9' }, { versionNegotiation: { mode } });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(server.url + path), { requestInit: authorization }),
    );
    return client;
  }

  it.each(eras)('lists and calls tools in protocol %s', async (_name, mode) => {
    const client = await connect('/mcp', mode);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toStrictEqual(['echo', 'who', 'slow', 'refuse', 'crash']);
    const result = await client.callTool({ name: 'echo', arguments: { text: 'Grüße 🌊' } });
    expect(textOf(result)).toBe('{"text":"Grüße 🌊"}');
    await client.close();
  });

  it('tells a tool who calls, from the key, and what the client calls itself, from the request', async () => {
    const client = await connect('/w/demo/mcp?surface=grouped&readonly=1', { pin: '2026-07-28' });
    const who = JSON.parse(textOf(await client.callTool({ name: 'who' })));
    expect(who).toStrictEqual({
      workspaceId: 'ws_1',
      userId: 'user_1',
      userName: 'Ada',
      agentId: 'agent_1',
      transport: 'http',
      ip: '127.0.0.1',
      clientName: 'testclient',
      clientVersion: '9.9',
      query: 'surface=grouped&readonly=1',
    });
    await client.close();
  });

  it('marks lists as private and worth asking again', async () => {
    const response = await fetch(`${server.url}/mcp`, {
      method: 'POST',
      headers: {
        ...authorization.headers,
        'content-type': 'application/json',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/list',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/list',
        params: {
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientCapabilities': {},
          },
        },
      }),
    });
    const { result } = (await response.json()) as { result: Record<string, unknown> };
    expect(result).toMatchObject({
      resultType: 'complete',
      ttlMs: 60_000,
      cacheScope: 'private',
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'echo', title: 'Echo', version: '1.0.0' } },
    });
  });

  it.each(eras)('lets a call in flight finish when it is told to stop (%s)', async (_name, mode) => {
    const client = await connect('/mcp', mode);
    const call = client.callTool({ name: 'slow' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closing = server.close(5_000);
    expect(textOf(await call)).toBe('waited');
    await closing;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow('fetch failed');
    server = await startEchoServer();
  });

  it('gives up calls that outlast the grace', async () => {
    const client = await connect('/mcp', { pin: '2026-07-28' });
    const call = client.callTool({ name: 'slow' }).then(
      () => 'answered',
      () => 'aborted',
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.close(0);
    expect(await call).toBe('aborted');
    server = await startEchoServer();
  });

  it('answers probes under any host name', async () => {
    const answers = await Promise.all(
      ['/healthz', '/readyz'].map(async (path) => (await fetch(server.url + path)).json()),
    );
    expect(answers).toStrictEqual([{ status: 'ok' }, { status: 'ready' }]);
  });

  it.each(['/', '/console', '/console/'])('shows the start page at %s', async (path) => {
    const response = await fetch(server.url + path);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[\w+/]+=*'; .*frame-ancestors 'none'$/,
      ),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    for (const part of [
      'http://127.0.0.1:7400/mcp',
      'claude mcp add',
      'mcp-remote',
      'codex mcp add',
      'refuse',
    ])
      expect(page).toContain(part);
    const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(response.headers.get('content-security-policy')).toContain(`'sha256-${hash}'`);
    expect(page).not.toContain(echoKey);
    expect(page).not.toContain('<script');
  });

  it('hands out a file to be kept, never shown, under its short-lived address', async () => {
    const response = await fetch(`${server.url}/downloads/good`);
    expect([response.status, await response.text()]).toStrictEqual([200, '<svg/>']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-disposition': 'attachment',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    const looked = await fetch(`${server.url}/downloads/good`, { method: 'HEAD' });
    expect(looked.status).toBe(405);
    const gone = await fetch(`${server.url}/downloads/used`);
    expect(await gone.json()).toStrictEqual({
      type: 'about:blank',
      status: 404,
      title: 'Not Found',
      detail: 'This download address has expired.',
      code: 'not_found',
    });
  });

  it('says in one line that a port is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(listen({ fetch: () => new Response() }, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'configuration',
      message: `Port ${port} is in use by another program.`,
      fields: { nextStep: expect.stringContaining('--port') },
    });
  });
});
