import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/app-error.ts';
import { json, running, startTestServer } from '../testing/http-server.ts';
import { testTransport } from '../testing/test-transport.ts';
import { createTestRuntime } from '../testing/test-runtime.ts';
import type { UpstreamRequest } from './upstream-request.ts';

const never = new AbortController().signal;

function get(origin: string, more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return { origin, path: '/wiki/api/v2/pages/1', method: 'GET', effect: 'read', person: 'ann', ...more };
}

const put = { method: 'PUT', effect: 'write', body: '{"title":"x"}' } as const;

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe('a request', () => {
  it('names Weir, carries the credentials and the headers of the operator, and keeps the connection', async () => {
    const ports = new Set<number | undefined>();
    const site = await startTestServer((_request, response, raw) => {
      ports.add(raw.socket.remotePort);
      json(response, { id: '1' });
    });
    const transport = testTransport({ headers: { 'X-Gateway-Key': 'abc' } });
    for (let round = 0; round < 10; round += 1) {
      const answer = await transport.send(get(site.origin, { authorization: 'Bearer t' }), never);
      expect(answer.status).toBe(200);
      expect(answer.body.toString()).toBe('{"id":"1"}');
    }
    expect(ports.size).toBeLessThanOrEqual(2);
    expect(site.seen[0]?.headers).toMatchObject({
      'user-agent': 'Weir/1.2.3',
      authorization: 'Bearer t',
      'x-gateway-key': 'abc',
      accept: 'application/json',
    });
    expect(site.seen[0]?.headers['content-type']).toBeUndefined();
  });

  it.each(['Authorization', 'cookie', 'Host', 'Content-Length', 'User-Agent'])(
    'refuses %s among the headers of the operator',
    (name) => {
      expect(() => testTransport({ headers: { [name]: 'x' } })).toThrow(/cannot be set/);
    },
  );

  it('refuses a header with a line break', () => {
    expect(() => testTransport({ headers: { 'x-a': 'b\r\nauthorization: c' } })).toThrow(/cannot be sent/);
  });

  it('reads compressed answers', async () => {
    const site = await startTestServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync('{"a":1}'));
    });
    const answer = await testTransport().send(get(site.origin), never);
    expect(answer.body.toString()).toBe('{"a":1}');
  });

  it('stops reading an answer that is too large, compressed or not', async () => {
    const plain = await startTestServer((_request, response) => response.end('x'.repeat(3_000_000)));
    const bomb = await startTestServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync('x'.repeat(3_000_000)));
    });
    const transport = testTransport({ maxResponseBytes: 2_000_000 });
    for (const site of [plain, bomb]) {
      const error = await failureOf(transport.send(get(site.origin), never));
      expect(error.code).toBe('too_large');
      expect(error.message).toBe(`The answer of ${site.host} is larger than 2 MB.`);
      expect(site.seen).toHaveLength(1);
    }
  });

  it('does not follow redirects', async () => {
    const site = await startTestServer((_request, response) => {
      response.writeHead(302, { location: 'https://elsewhere.example/' });
      response.end();
    });
    expect((await testTransport().send(get(site.origin), never)).status).toBe(302);
    expect(site.seen).toHaveLength(1);
  });

  it('keeps the quota in view', async () => {
    const site = await startTestServer((_request, response) =>
      json(response, {}, 200, { 'x-ratelimit-remaining': '123', 'x-ratelimit-limit': '65000' }),
    );
    const transport = testTransport();
    expect(transport.rateLimits(site.origin)).toBeUndefined();
    await transport.send(get(site.origin), never);
    expect(transport.rateLimits(site.origin)).toMatchObject({ pointsRemaining: 123, limit: 65_000 });
  });
});

describe('private addresses', () => {
  it('are refused as literals and behind names, without a connection', async () => {
    const site = await startTestServer((_request, response) => json(response, {}));
    const transport = testTransport({ allowPrivate: [] });
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '127.1']) {
      const { origin } = new URL(`http://${host}:${site.port}`);
      const error = await failureOf(transport.send(get(origin), never));
      expect([host, error.code]).toEqual([host, 'denied']);
      expect(error.message).toMatch(/leads to a private or reserved address/);
      expect(error.fields.nextStep).toMatch(/network\.allowPrivate/);
    }
    expect(site.seen).toHaveLength(0);
  });

  it('are let through where the operator listed them, names too', async () => {
    const site = await startTestServer((_request, response) => json(response, {}));
    const transport = testTransport();
    const answer = await transport.send(get(`http://localhost:${site.port}`), never);
    expect(answer.status).toBe(200);
  });

  it('never include metadata addresses', async () => {
    const transport = testTransport({ allowPrivate: ['0.0.0.0/0'] });
    const error = await failureOf(transport.send(get('http://169.254.169.254'), never));
    expect(error.code).toBe('denied');
    expect(error.fields.detail).toMatch(/metadata/);
  });
});

describe('repetitions', () => {
  it('repeat a read through transient answers, four times at most', async () => {
    const runtime = createTestRuntime();
    const site = await startTestServer((_request, response) => json(response, {}, 503));
    const answer = await testTransport({ runtime }).send(get(site.origin), never);
    expect(answer.status).toBe(503);
    expect(site.seen).toHaveLength(5);
    expect(runtime.slept).toHaveLength(4);
  });

  it('bring the answer once the site has recovered', async () => {
    const runtime = createTestRuntime();
    const statuses = [429, 502, 504, 200];
    const site = await startTestServer((_request, response) => {
      const status = statuses.shift() ?? 500;
      json(response, { status }, status, status === 429 ? { 'retry-after': '2' } : {});
    });
    const answer = await testTransport({ runtime }).send(get(site.origin), never);
    expect(answer.body.toString()).toBe('{"status":200}');
    expect(runtime.slept[0]).toBeGreaterThanOrEqual(2000);
  });

  it('come to a POST that only reads, and not to a write', async () => {
    const runtime = createTestRuntime();
    const site = await startTestServer((_request, response) => json(response, {}, 503));
    const transport = testTransport({ runtime });
    await transport.send(get(site.origin, { method: 'POST', effect: 'read', body: '{}' }), never);
    expect(site.seen).toHaveLength(5);
    site.seen.length = 0;
    await transport.send(get(site.origin, put), never);
    expect(site.seen).toHaveLength(1);
  });

  it('give up at once when the site asks for more patience than there is time', async () => {
    const runtime = createTestRuntime();
    const site = await startTestServer((_request, response) =>
      json(response, {}, 429, { 'retry-after': '1847' }),
    );
    const answer = await testTransport({ runtime }).send(get(site.origin), never);
    expect(answer.status).toBe(429);
    expect(runtime.slept).toEqual([]);
  });

  it('repeat a read whose connection broke, and not a write', async () => {
    const runtime = createTestRuntime();
    let asked = 0;
    const site = await startTestServer((_request, _response, raw) => {
      asked += 1;
      raw.socket.destroy();
    });
    const transport = testTransport({ runtime });
    const read = await failureOf(transport.send(get(site.origin), never));
    expect(asked).toBe(5);
    expect(read).toMatchObject({
      code: 'upstream_unavailable',
      message: `The connection to ${site.host} broke off.`,
    });
    expect(read.fields.mayHaveHappened).toBeUndefined();
    asked = 0;
    const write = await failureOf(transport.send(get(site.origin, put), never));
    expect(asked).toBe(1);
    expect(write.fields.mayHaveHappened).toBe(true);
    expect(write.fields.nextStep).toMatch(/may have been made/);
  });

  it('repeat a write that never left', async () => {
    const runtime = createTestRuntime();
    const port = await freePort();
    const error = await failureOf(
      testTransport({ runtime }).send(get(`http://127.0.0.1:${port}`, put), never),
    );
    expect(runtime.slept).toHaveLength(4);
    expect(error.code).toBe('upstream_unavailable');
    expect(error.message).toBe(`127.0.0.1:${port} cannot be reached.`);
    expect(error.fields.mayHaveHappened).toBe(false);
  });

  it('do not come to an answer that breaks off in the middle of a write', async () => {
    const site = await startTestServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"id"', () => response.destroy());
    });
    const error = await failureOf(testTransport().send(get(site.origin, put), never));
    expect(error.fields.mayHaveHappened).toBe(true);
    expect(site.seen).toHaveLength(1);
  });
});

describe('time', () => {
  it('runs out, and a write may have happened', async () => {
    const site = await startTestServer(() => undefined);
    const transport = testTransport({ totalTimeoutMs: 60 });
    const error = await failureOf(transport.send(get(site.origin, put), never));
    expect(error).toMatchObject({ code: 'upstream_unavailable' });
    expect(error.message).toMatch(/did not answer within/);
    expect(error.fields.mayHaveHappened).toBe(true);
  });

  it('is cut short while waiting for a place, where nothing has happened', async () => {
    const site = await startTestServer(() => undefined);
    const transport = testTransport({ inFlight: { perPerson: 1 } });
    const caller = new AbortController();
    const first = failureOf(transport.send(get(site.origin, put), caller.signal));
    const second = await failureOf(transport.send(get(site.origin, put), AbortSignal.timeout(60)));
    caller.abort();
    expect(second.fields.mayHaveHappened).toBe(false);
    expect((await first).fields.mayHaveHappened).toBe(true);
    expect(site.seen).toHaveLength(1);
  });

  it('is cut short by the caller', async () => {
    const caller = new AbortController();
    const site = await startTestServer(() => caller.abort());
    const error = await failureOf(testTransport().send(get(site.origin), caller.signal));
    expect(error.message).toBe('The call was cancelled before Confluence answered.');
    const before = await failureOf(testTransport().send(get(site.origin, put), AbortSignal.abort()));
    expect(before.fields.mayHaveHappened).toBe(false);
    expect(site.seen).toHaveLength(1);
  });

  it('is not wasted on a connection that does not come about', async () => {
    const silent = await running(createTcpServer(), [], 'https');
    const transport = testTransport({ connectTimeoutMs: 50, retry: { attempts: 0 } });
    const error = await failureOf(transport.send(get(silent.origin, put), never));
    expect(error.fields.mayHaveHappened).toBe(false);
    expect(error.message).toBe(`${silent.host} cannot be reached.`);
  });
});

describe('limits', () => {
  it('hold back the requests of one person, not of another', async () => {
    let underWay = 0;
    let most = 0;
    const site = await startTestServer((_request, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setImmediate(() => {
        underWay -= 1;
        json(response, {});
      });
    });
    const transport = testTransport({ inFlight: { perPerson: 2, perSite: 3 } });
    const send = (person: string): Promise<unknown> => transport.send(get(site.origin, { person }), never);
    await Promise.all([...Array(10).keys()].map(() => send('ann')));
    expect(most).toBeLessThanOrEqual(2);
    await Promise.all([...Array(20).keys()].map((index) => send(index % 2 === 0 ? 'ann' : 'bob')));
    expect(most).toBeLessThanOrEqual(3);
    expect(site.seen).toHaveLength(30);
  });
});

async function freePort(): Promise<number> {
  const taken = await running(createTcpServer(), [], 'http');
  await taken.close();
  return taken.port;
}
