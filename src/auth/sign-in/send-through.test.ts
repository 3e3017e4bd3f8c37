import { expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { startTestServer } from '../../confluence/testing/http-server.ts';
import { testTransport } from '../../confluence/testing/test-transport.ts';
import { sendThrough } from './send-through.ts';

const options = { redirect: 'manual', headers: {} } as const;

it('a form goes out once as it is, and the answer comes back whatever it says', async () => {
  const server = await startTestServer((_, response) => {
    response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
    response.end('{"error":"temporarily_unavailable"}');
  });
  const send = sendThrough(testTransport());
  const answer = await send(`${server.origin}/token?a=b`, {
    ...options,
    method: 'POST',
    headers: { authorization: 'Basic abc', 'user-agent': 'library', accept: 'application/json' },
    body: new URLSearchParams({ code: 'x y', grant_type: 'authorization_code' }),
  });
  expect([answer.status, await answer.json()]).toEqual([503, { error: 'temporarily_unavailable' }]);
  expect(server.seen).toHaveLength(1);
  expect(server.seen[0]).toMatchObject({
    method: 'POST',
    path: '/token?a=b',
    body: 'code=x+y&grant_type=authorization_code',
    headers: {
      authorization: 'Basic abc',
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Weir/1.2.3',
    },
  });
});

it('a compressed document is read, and a redirect is an answer', async () => {
  const server = await startTestServer(({ path }, response) => {
    if (path === '/moved') {
      response.writeHead(302, { location: 'http://127.0.0.1:9/' });
      response.end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync('{"issuer":"x"}'));
  });
  const send = sendThrough(testTransport());
  const document = await send(`${server.origin}/document`, { ...options, method: 'GET' });
  expect(await document.json()).toEqual({ issuer: 'x' });
  expect(document.headers.get('content-encoding')).toBeNull();
  expect((await send(`${server.origin}/moved`, { ...options, method: 'GET' })).status).toBe(302);
});

it('private addresses stay closed unless the operator opened them', async () => {
  const server = await startTestServer((_, response) => response.end('{}'));
  const send = sendThrough(testTransport({ allowPrivate: [] }));
  await expect(send(`${server.origin}/`, { ...options, method: 'GET' })).rejects.toMatchObject({
    code: 'denied',
  });
  expect(server.seen).toEqual([]);
});
