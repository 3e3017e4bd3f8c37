import { createServer, request as forward } from 'node:http';
import { readFileSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../kernel/app-error.ts';
import { json, running, startTestServer, type TestServer } from '../testing/http-server.ts';
import { testTransport } from '../testing/test-transport.ts';
import type { Transport, TransportOptions } from './transport.ts';

const never = new AbortController().signal;
const get = { path: '/x', method: 'GET', effect: 'read', person: 'ann' } as const;

interface Proxy extends TestServer {
  /** Hosts it was asked for, and with what credentials. */
  readonly asked: { readonly target: string; readonly authorization: string | undefined }[];
}

/** A proxy that resolves `site.test` to the loopback address, as a company's proxy knows names that Weir does not. */
async function startProxy(password?: string): Promise<Proxy> {
  const asked: Proxy['asked'] = [];
  const wanted =
    password === undefined ? undefined : `Basic ${Buffer.from(`weir:${password}`).toString('base64')}`;
  const server = createServer((incoming, response) => {
    const target = new URL(incoming.url ?? '');
    asked.push({ target: target.host, authorization: incoming.headers['proxy-authorization'] });
    if (wanted !== undefined && incoming.headers['proxy-authorization'] !== wanted) {
      response.writeHead(407).end();
      return;
    }
    const upstream = forward({
      host: '127.0.0.1',
      port: target.port,
      path: target.pathname,
      headers: incoming.headers,
    });
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.end();
  });
  server.on('connect', (incoming, socket) => {
    asked.push({ target: incoming.url ?? '', authorization: incoming.headers['proxy-authorization'] });
    if (wanted !== undefined && incoming.headers['proxy-authorization'] !== wanted) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const upstream = connect(Number((incoming.url ?? '').split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  const started = await running(server, [], 'http');
  return { ...started, asked };
}

function through(proxyUrl: string, more: Partial<TransportOptions> = {}): Transport {
  return testTransport({ proxy: { url: proxyUrl }, retry: { attempts: 0 }, allowPrivate: [], ...more });
}

describe('an HTTP proxy', () => {
  it('carries requests to names that only it can resolve', async () => {
    const site = await startTestServer((_request, response) => json(response, { ok: true }));
    const proxy = await startProxy();
    const origin = `http://site.test:${site.port}`;
    const answer = await through(proxy.origin).send({ ...get, origin, authorization: 'Bearer t' }, never);
    expect(answer.body.toString()).toBe('{"ok":true}');
    expect(proxy.asked).toEqual([{ target: `site.test:${site.port}`, authorization: undefined }]);
    expect(site.seen[0]?.headers).toMatchObject({
      host: `site.test:${site.port}`,
      authorization: 'Bearer t',
    });
  });

  it('carries TLS end to end, with a user and a password for itself only', async () => {
    const pem = (name: string): string =>
      readFileSync(new URL(`../testing/certificates/${name}`, import.meta.url), 'utf8');
    let seen: Record<string, unknown> = {};
    const server = createSecureServer(
      { cert: pem('server.pem'), key: pem('server.key') },
      (request, response) => {
        seen = request.headers;
        response.end('{"ok":true}');
      },
    );
    const site = await running(server, [], 'https');
    const proxy = await startProxy('s3cret');
    const transport = through(`http://weir:s3cret@${proxy.host}`, {
      tls: { ca: pem('authority.pem') },
      allowPrivate: ['127.0.0.0/8'],
    });
    const answer = await transport.send({ ...get, origin: `https://127.0.0.1:${site.port}` }, never);
    expect(answer.body.toString()).toBe('{"ok":true}');
    expect(proxy.asked[0]).toEqual({
      target: `127.0.0.1:${site.port}`,
      authorization: `Basic ${Buffer.from('weir:s3cret').toString('base64')}`,
    });
    expect(seen['proxy-authorization']).toBeUndefined();
  });

  it.each(['http', 'https'])('that refuses us over %s is named as the cause', async (scheme) => {
    const proxy = await startProxy('s3cret');
    const error = await through(proxy.origin)
      .send({ ...get, origin: `${scheme}://site.test:9` }, never)
      .then(
        () => undefined,
        (thrown: AppError) => thrown,
      );
    expect(error).toMatchObject({ code: 'upstream_unavailable' });
    expect(error?.message).toBe('The HTTP proxy did not let Weir through to site.test:9.');
  });

  it('gets no request for a private address written as such, nor for a local name', async () => {
    const proxy = await startProxy();
    const transport = through(proxy.origin);
    const origins = [
      'http://127.0.0.1:9',
      'http://[::1]:9',
      'http://169.254.169.254',
      'http://localhost:9',
      'http://a.localhost.',
    ];
    for (const origin of origins) {
      await expect(transport.send({ ...get, origin }, never)).rejects.toMatchObject({ code: 'denied' });
    }
    expect(proxy.asked).toEqual([]);
  });
});
