import { readFileSync } from 'node:fs';
import { createServer, type ServerOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/app-error.ts';
import { Secret } from '../../kernel/secret.ts';
import { running, type TestServer } from '../testing/http-server.ts';
import type { TlsOptions } from './dispatcher.ts';
import { isTlsFailure } from './failures.ts';
import { testTransport } from '../testing/test-transport.ts';
import { createTransport } from './transport.ts';

const pem = (name: string): string =>
  readFileSync(new URL(`../testing/certificates/${name}`, import.meta.url), 'utf8');

/** Answers with the name on the client's certificate. */
async function secureServer(options: ServerOptions = {}): Promise<TestServer> {
  const server = createServer(
    { cert: pem('server.pem'), key: pem('server.key'), ca: pem('authority.pem'), ...options },
    (request, response) => {
      const certificate = (request.socket as TLSSocket).getPeerCertificate();
      response.end(JSON.stringify({ client: certificate.subject?.CN ?? null }));
    },
  );
  const started = await running(server, [], 'https');
  return started;
}

async function ask(origin: string, tls?: TlsOptions): Promise<unknown> {
  const transport = testTransport({ retry: { attempts: 0 }, ...(tls && { tls }) });
  const request = { origin, path: '/', method: 'GET', effect: 'read', person: 'ann' } as const;
  const answer = await transport.send(request, new AbortController().signal);
  return JSON.parse(answer.body.toString());
}

const client = {
  ca: pem('authority.pem'),
  cert: pem('client.pem'),
  key: new Secret(pem('client.key')),
  passphrase: new Secret('open-sesame'),
};

describe('TLS', () => {
  it('is refused with an authority nobody named', async () => {
    const site = await secureServer();
    const error = await ask(site.origin).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).message).toBe(`The certificate of ${site.host} is not trusted.`);
    expect((error as AppError).fields.nextStep).toMatch(/custom CA/);
    expect(isTlsFailure(error as AppError)).toBe(true);
  });

  it('works with a custom authority, by address and by name', async () => {
    const site = await secureServer();
    expect(await ask(site.origin, { ca: pem('authority.pem') })).toEqual({ client: null });
    const named = `https://localhost:${site.port}`;
    expect(await ask(named, { ca: pem('authority.pem') })).toEqual({ client: null });
  });

  it('presents the client certificate, its key encrypted', async () => {
    const site = await secureServer({ requestCert: true });
    expect(await ask(site.origin, client)).toEqual({ client: 'weir client' });
  });

  it('says so when the site wants a client certificate that is not given', async () => {
    const site = await secureServer({ requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' });
    const error = await ask(site.origin, { ca: pem('authority.pem') }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).message).toBe(`${site.host} refused the TLS connection.`);
    expect((error as AppError).fields.nextStep).toMatch(/client certificate/);
  });

  it.each([
    ['a key that its passphrase does not open', { ...client, passphrase: new Secret('wrong') }],
    ['a certificate that is none', { ...client, cert: 'hello' }],
  ])('does not start with %s', (_name, tls) => {
    expect(() => createTransport({ version: '1', tls })).toThrow(
      /certificates of this connection cannot be used/,
    );
  });
});
