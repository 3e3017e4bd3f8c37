import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { TransportOptions } from './http/transport.ts';
import { probeSite, type SiteReport } from './probe.ts';
import { siteAddress, type SiteAddress } from './site.ts';
import { testTransport } from './testing/test-transport.ts';
import { json, running, startTestServer, type SeenRequest, type TestServer } from './testing/http-server.ts';

const cloudId = '11111111-2222-4333-8444-555555555555';

type Routes = Readonly<Record<string, (response: ServerResponse, request: SeenRequest) => void>>;

const cloud: Routes = {
  '/_edge/tenant_info': (response) => json(response, { cloudId }),
  '/wiki/rest/api/user/current': (response) =>
    json(response, { type: 'known', accountId: 'a:1', displayName: 'Ann Lee', email: 'ann@example.com' }),
  '/wiki/rest/api/content': (response) => json(response, { message: 'Gone' }, 410),
};

async function site(routes: Routes): Promise<TestServer> {
  const server = await startTestServer((request, response) => {
    const route = routes[request.path.split('?')[0] ?? ''];
    if (route) route(response, request);
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<html>Not found</html>');
  });
  return server;
}

async function probe(
  address: SiteAddress,
  authorization: string | undefined = 'Basic x',
  options: Partial<TransportOptions> = {},
): Promise<SiteReport> {
  const transport = testTransport({ retry: { attempts: 0 }, ...options });
  const given = authorization === '' ? {} : { authorization };
  return probeSite({ address, transport, ...given }, new AbortController().signal);
}

const cloudAddress = (server: TestServer): SiteAddress => siteAddress(`${server.origin}/wiki`);

describe('probeSite on Cloud', () => {
  it('names the account and says whether v1 content lives', async () => {
    const server = await site(cloud);
    expect(await probe(cloudAddress(server))).toEqual({
      verdict: 'ok',
      platform: 'cloud',
      cloudId,
      account: { id: 'a:1', displayName: 'Ann Lee', email: 'ann@example.com' },
      v1Content: 'gone',
    });
    expect(server.seen[0]?.headers['authorization']).toBeUndefined();
    const legacy = await site({
      ...cloud,
      '/wiki/rest/api/content': (response) => json(response, { results: [] }),
    });
    expect((await probe(cloudAddress(legacy))).v1Content).toBe('lives');
  });

  it('asks the API address alone where that is all there is', async () => {
    const prefix = `/ex/confluence/${cloudId}`;
    const routes: Record<string, Routes[string]> = {};
    for (const [path, route] of Object.entries(cloud)) routes[prefix + path] = route;
    const server = await site(routes);
    const address: SiteAddress = { platform: 'cloud', apiBase: server.origin + prefix, cloudId };
    expect(await probe(address)).toMatchObject({ verdict: 'ok', cloudId });
  });

  it('sees the site without credentials', async () => {
    expect(await probe(cloudAddress(await site(cloud)), '')).toEqual({
      verdict: 'not_signed_in',
      platform: 'cloud',
      cloudId,
    });
  });

  it.each<[string, Routes, SiteReport['verdict'], RegExp]>([
    [
      'wrong credentials',
      {
        '/wiki/rest/api/user/current': (response) =>
          json(response, { statusCode: 403, data: {}, message: 'caller cannot access Confluence' }, 403),
      },
      'wrong_credentials',
      /missing, expired or revoked/,
    ],
    [
      'a missing scope',
      {
        '/wiki/rest/api/user/current': (response) =>
          json(response, { code: 401, message: 'Unauthorized; scope does not match' }, 401),
      },
      'forbidden',
      /lacks a scope/,
    ],
    [
      'another web site',
      { '/_edge/tenant_info': (response) => response.end('<html>Hi</html>') },
      'not_confluence',
      /no Confluence Cloud/,
    ],
    [
      'a sign-in page in front',
      {
        '/wiki/rest/api/user/current': (response) =>
          response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
      },
      'not_confluence',
      /web page instead of Confluence data/,
    ],
    [
      'a failing site',
      { '/_edge/tenant_info': (response) => json(response, {}, 503) },
      'failing',
      /Confluence failed/,
    ],
    [
      'a throttled site',
      { '/wiki/rest/api/user/current': (response) => json(response, {}, 429, { 'retry-after': '900' }) },
      'failing',
      /limits how often/,
    ],
  ])('tells %s', async (_name, routes, verdict, message) => {
    const report = await probe(cloudAddress(await site({ ...cloud, ...routes })));
    expect(report.verdict).toBe(verdict);
    expect(report.error?.message).toMatch(message);
    expect(report.error?.fields.nextStep).toEqual(expect.any(String));
  });

  it('tells what is not there, not allowed, or not trusted', async () => {
    const server = await site(cloud);
    const address = cloudAddress(server);
    await server.close();
    expect((await probe(address)).verdict).toBe('unreachable');
    expect((await probe(address, 'Basic x', { allowPrivate: [] })).verdict).toBe('refused_address');
    const pem = (name: string): string =>
      readFileSync(new URL(`testing/certificates/${name}`, import.meta.url), 'utf8');
    const secure = await running(
      createServer({ cert: pem('server.pem'), key: pem('server.key') }),
      [],
      'https',
    );
    expect((await probe(cloudAddress(secure))).verdict).toBe('tls');
  });
});

describe('probeSite on Data Center', () => {
  const dataCenter: Routes = {
    '/confluence/rest/api/user/current': (response) =>
      json(response, { type: 'known', username: 'ann', userKey: 'ff80', displayName: 'Ann Lee' }, 200, {
        'x-ausername': 'ann',
      }),
    '/confluence/rest/api/server-information': (response) =>
      json(response, { baseUrl: 'https://wiki.example/confluence', version: '10.2.14', buildNumber: 9111 }),
  };

  it('names the account and the version, if the site tells it', async () => {
    const server = await site(dataCenter);
    const { ['/confluence/rest/api/server-information']: _, ...silent } = dataCenter;
    const hidden = await site(silent);
    const report = await probe(siteAddress(`${hidden.origin}/confluence`));
    expect(report).toMatchObject({ verdict: 'ok' });
    expect(report.productVersion).toBeUndefined();
    expect(await probe(siteAddress(`${server.origin}/confluence`))).toEqual({
      verdict: 'ok',
      platform: 'datacenter',
      account: { id: 'ff80', displayName: 'Ann Lee' },
      productVersion: '10.2.14',
    });
    expect((await probe(siteAddress(`${server.origin}/confluence`), '')).verdict).toBe('not_signed_in');
    expect((await probe(siteAddress(server.origin), '')).verdict).toBe('not_confluence');
  });

  it('tells an account that must solve a CAPTCHA', async () => {
    const server = await site({
      '/confluence/rest/api/user/current': (response) =>
        json(response, {}, 401, { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' }),
    });
    const report = await probe(siteAddress(`${server.origin}/confluence`));
    expect(report).toMatchObject({ verdict: 'wrong_credentials' });
    expect(report.error?.message).toMatch(/CAPTCHA/);
  });

  it('does not take an anonymous answer for a sign-in', async () => {
    const server = await site({
      ...dataCenter,
      '/confluence/rest/api/user/current': (response) =>
        json(response, { type: 'anonymous', displayName: 'Anonymous' }, 200, { 'x-ausername': 'anonymous' }),
    });
    const report = await probe(siteAddress(`${server.origin}/confluence`));
    expect(report.verdict).toBe('wrong_credentials');
    expect(report.error?.message).toMatch(/answered as anonymous/);
  });
});
