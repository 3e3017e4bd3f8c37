import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echoKey, startEchoServer } from './mcp-echo-server.ts';

const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const modern = (method: string, name?: string) => ({
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': method,
  ...(name !== undefined && { 'mcp-name': name }),
});
const callEcho = (id: number) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'echo', arguments: { text: 'hello' }, _meta: envelope },
});

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

describe('what HTTP clients get wrong', () => {
  let server: Awaited<ReturnType<typeof startEchoServer>>;
  beforeAll(async () => {
    server = await startEchoServer();
  });
  afterAll(() => server.close());

  /** node:http, because fetch does not let a test choose Host or leave out Accept. */
  function send({ path = '/mcp', method = 'POST', headers = {}, body = '' }: Sent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const defaults = {
        authorization: `Bearer ${echoKey}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      };
      const sent = request(`${server.url}${path}`, { method, headers: { ...defaults, ...headers } });
      sent.on('error', reject);
      sent.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      sent.end(body);
    });
  }

  const post = (message: unknown, headers: Readonly<Record<string, string>> = {}) =>
    send({ body: JSON.stringify(message), headers });

  async function expectStillServing(): Promise<void> {
    const { status, text } = await post(callEcho(99), modern('tools/call', 'echo'));
    expect({ status, says: JSON.parse(text).result.content[0].text }).toStrictEqual({
      status: 200,
      says: '{"text":"hello"}',
    });
  }

  const error = (code: number, message: unknown, id: unknown = null) => ({
    jsonrpc: '2.0',
    id,
    error: { code, message },
  });

  const refused: ReadonlyArray<readonly [what: string, sent: Sent, status: number, body: unknown]> = [
    [
      'no JSON',
      { body: '{"jsonrpc": "2.0", "id": 1,' },
      400,
      error(-32_700, expect.stringContaining('not valid JSON')),
    ],
    ['an empty body', { body: '' }, 400, error(-32_700, expect.stringContaining('not valid JSON'))],
    ['a number', { body: '42' }, 400, error(-32_600, expect.stringContaining('not a JSON-RPC'))],
    [
      'a batch',
      { body: JSON.stringify([callEcho(1), callEcho(2)]) },
      400,
      error(-32_600, expect.stringContaining('batches')),
    ],
    [
      'another content type',
      { body: '{}', headers: { 'content-type': 'text/plain' } },
      415,
      error(-32_600, expect.stringContaining('application/json')),
    ],
    [
      'a body above 8 MiB',
      { body: `"${'x'.repeat(8 * 1024 * 1024)}"` },
      413,
      error(-32_600, expect.stringContaining('8388608')),
    ],
    ['GET', { method: 'GET' }, 405, error(-32_000, expect.stringContaining('POST'))],
    ['DELETE', { method: 'DELETE' }, 405, error(-32_000, expect.stringContaining('POST'))],
    [
      'the address of another workspace',
      { path: '/w/other/mcp', body: JSON.stringify(callEcho(1)) },
      404,
      error(-32_000, expect.stringContaining('workspace')),
    ],
    [
      'another Host',
      { body: JSON.stringify(callEcho(1)), headers: { host: 'evil.example.com' } },
      403,
      error(-32_000, expect.stringContaining('Host')),
    ],
    [
      'a page of another Origin',
      { body: JSON.stringify(callEcho(1)), headers: { origin: 'https://evil.example.com' } },
      403,
      error(-32_000, expect.stringContaining('Origin')),
    ],
  ];
  it.each(refused)('%s', async (_what, sent, status, body) => {
    const answer = await send(sent);
    expect({ status: answer.status, body: JSON.parse(answer.text) }).toStrictEqual({ status, body });
    await expectStillServing();
  });

  it('a body above 8 MiB without a declared length', async () => {
    const answer = await send({
      headers: { 'transfer-encoding': 'chunked' },
      body: `"${'x'.repeat(8 * 1024 * 1024)}"`,
    });
    expect(answer.status).toBe(413);
    await expectStillServing();
  });

  it('no key, a wrong key, another scheme', async () => {
    const challenges = await Promise.all(
      ['', 'Basic dTpw', 'Bearer weir_wrong'].map(async (authorization) => {
        const answer = await send({
          body: 'never read, so not judged',
          headers: { authorization },
        });
        return [answer.status, answer.headers['www-authenticate'], JSON.parse(answer.text).error.code];
      }),
    );
    const bare = 'Bearer realm="weir"';
    const invalid = expect.stringMatching(/^Bearer realm="weir", error="invalid_token"/);
    expect(challenges).toStrictEqual([
      [401, bare, -32_001],
      [401, bare, -32_001],
      [401, invalid, -32_001],
    ]);
    await expectStillServing();
  });

  it('a key that cannot be looked up just now', async () => {
    const { status, text } = await post(callEcho(1), { authorization: 'Bearer weir_broken' });
    expect({ status, body: JSON.parse(text) }).toStrictEqual({
      status: 500,
      body: error(-32_603, expect.stringMatching(/^Weir failed(?!.*10\.0\.0\.5)/)),
    });
    await expectStillServing();
  });

  it('an unknown method', async () => {
    const { status, text } = await post(
      { jsonrpc: '2.0', id: 7, method: 'pages/burn', params: { _meta: envelope } },
      modern('pages/burn'),
    );
    expect({ status, body: JSON.parse(text) }).toStrictEqual({
      status: 404,
      body: error(-32_601, 'Method not found', 7),
    });
    await expectStillServing();
  });

  it('an unknown tool is a result that the model reads', async () => {
    const params = { name: 'burn', arguments: {}, _meta: envelope };
    const { status, text } = await post(
      { jsonrpc: '2.0', id: 8, method: 'tools/call', params },
      modern('tools/call', 'burn'),
    );
    expect({ status, result: JSON.parse(text).result }).toMatchObject({
      status: 200,
      result: {
        isError: true,
        content: [{ type: 'text', text: 'Access denied: tool burn is not in your current tool list.' }],
      },
    });
  });

  it('headers that contradict the body', async () => {
    const answers = await Promise.all([
      post(callEcho(9), modern('tools/list')),
      post(callEcho(9), modern('tools/call', 'who')),
      post(callEcho(9), { ...modern('tools/call', 'echo'), 'mcp-protocol-version': '2025-11-25' }),
    ]);
    expect(answers.map(({ status, text }) => [status, JSON.parse(text).error.code])).toStrictEqual([
      [400, -32_020],
      [400, -32_020],
      [400, -32_020],
    ]);
    await expectStillServing();
  });

  it('a 2026-07-28 request without its envelope', async () => {
    const { status, text } = await post(
      { jsonrpc: '2.0', id: 10, method: 'tools/list', params: {} },
      modern('tools/list'),
    );
    expect([status, JSON.parse(text).error.code]).toStrictEqual([400, -32_602]);
  });

  it('a protocol version that nobody knows', async () => {
    const params = { _meta: { ...envelope, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' } };
    const { status, text } = await post(
      { jsonrpc: '2.0', id: 11, method: 'tools/list', params },
      { ...modern('tools/list'), 'mcp-protocol-version': '2099-01-01' },
    );
    expect([status, JSON.parse(text).error]).toMatchObject([
      400,
      { code: -32_022, data: { supported: ['2026-07-28'], requested: '2099-01-01' } },
    ]);
  });

  it('a 2025 request that does not accept event streams', async () => {
    const message = { jsonrpc: '2.0', id: 12, method: 'tools/list', params: {} };
    const { status } = await post(message, { accept: 'application/json' });
    expect(status).toBe(406);
    await expectStillServing();
  });

  it('arguments nested a hundred thousand deep', async () => {
    const depth = 100_000;
    const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const body = JSON.stringify(callEcho(13)).replace('"hello"', nested);
    const { status } = await send({ body, headers: modern('tools/call', 'echo') });
    expect(status).toBe(200);
    await expectStillServing();
  });

  it('shows no reason of a failure but its own safe words', async () => {
    const call = async (name: string) => {
      const params = { name, arguments: {}, _meta: envelope };
      const { text } = await post(
        { jsonrpc: '2.0', id: 14, method: 'tools/call', params },
        modern('tools/call', name),
      );
      return JSON.parse(text).result;
    };
    expect([await call('refuse'), await call('crash')]).toMatchObject([
      {
        isError: true,
        content: [{ type: 'text', text: 'conflict: The page has version 4.\nNext: Read it again.' }],
      },
      { isError: true, content: [{ type: 'text', text: expect.stringMatching(/^internal: Weir failed/) }] },
    ]);
    // The log is where the cause belongs.
    expect(server.lines.join('')).toContain('ECONNREFUSED');
    await expectStillServing();
  });

  it('an address that does not exist', async () => {
    const { status, headers, text } = await send({ path: '/wiki/rest/api', method: 'GET' });
    expect({ status, type: headers['content-type'], body: JSON.parse(text) }).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      body: { status: 404, title: 'Not Found' },
    });
  });

  it('keeps keys, queries and bodies out of the log', async () => {
    await send({ path: '/mcp?surface=secret-query', body: '{"secret-body":1}' });
    const log = server.lines.join('');
    expect(log).toContain('"route":"/mcp"');
    for (const word of [echoKey, 'weir_wrong', 'secret-query', 'secret-body'])
      expect(log).not.toContain(word);
  });
});
