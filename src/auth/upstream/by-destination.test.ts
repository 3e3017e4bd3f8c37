import { expect, it } from 'vitest';
import { json, startTestServer } from '../../confluence/testing/http-server.ts';
import { testTransport } from '../../confluence/testing/test-transport.ts';
import { byDestination } from './by-destination.ts';

it('keeps what is for sites from Atlassian’s account side', async () => {
  const server = await startTestServer((_, response) => json(response, {}));
  const { origin } = server;
  const toSites = testTransport({ headers: { 'x-gate': 'for-the-site' } });
  const transport = byDestination(toSites, testTransport(), {
    authUrl: `${origin}/auth`,
    apiUrl: `${origin}/api`,
  });
  const paths = [
    '/auth/oauth/token',
    '/api/oauth/token/accessible-resources',
    '/api/me',
    '/api/ex/confluence/c-1/wiki/rest/api/user/current',
    '/wiki/_edge/tenant_info',
    '/authentic/rest/oauth2/latest/token',
  ];
  for (const path of paths) {
    const request = { origin, path, method: 'GET', effect: 'read', person: 'ann' } as const;
    await transport.send(request, AbortSignal.timeout(10_000));
  }
  expect(server.seen.map(({ path, headers }) => [path, headers['x-gate']])).toEqual([
    [paths[0], undefined],
    [paths[1], undefined],
    [paths[2], undefined],
    [paths[3], 'for-the-site'],
    [paths[4], 'for-the-site'],
    [paths[5], 'for-the-site'],
  ]);
  expect(byDestination(toSites, undefined, { authUrl: origin, apiUrl: origin })).toBe(toSites);
});
