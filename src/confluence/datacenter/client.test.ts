import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { page, refusal } from '../testing/datacenter-answers.ts';
import { signedIn, startDataCenterSite } from '../testing/datacenter-site.ts';
import { json } from '../testing/http-server.ts';

const never = new AbortController().signal;
const update = {
  id: '65613',
  title: 'T',
  status: 'current',
  body: { representation: 'storage', value: '<p/>' },
  version: { number: 6 },
} as const;

/** The failure of reading or changing a page on a site that answers everything the same. */
async function failure(
  answer: { status: number; body: object | string; headers?: Record<string, string> },
  does: 'read' | 'write' = 'read',
) {
  const respond = (_request: unknown, response: ServerResponse): void => {
    const { status, body, headers = signedIn } = answer;
    if (typeof body === 'object') json(response, body, status, headers);
    else response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  };
  const path = '/rest/api/content/65613';
  const site = await startDataCenterSite({ [`GET ${path}`]: respond, [`PUT ${path}`]: respond });
  const { pages } = site.confluence;
  const failing = does === 'read' ? pages.get({ id: '65613' }, never) : pages.update(update, never);
  return failing.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('requests', () => {
  it.each(['', '/confluence', '/a/b'])('go below the context path %j, as the person', async (contextPath) => {
    const site = await startDataCenterSite({ 'GET /rest/api/content/65613': page }, { contextPath });
    await site.confluence.pages.get({ id: '65613' }, never);
    const [seen] = site.server.seen;
    expect(seen?.path.split('?')[0]).toBe(`${contextPath}/rest/api/content/65613`);
    expect(seen?.headers['authorization']).toBe('Bearer personal-token');
    expect(seen?.headers['x-atlassian-token']).toBeUndefined();
    expect(site.confluence).toMatchObject({ platform: 'datacenter', siteUrl: site.base });
  });

  it('that write pass the check against forged requests', async () => {
    const site = await startDataCenterSite({ 'PUT /rest/api/content/65613': page });
    await site.confluence.pages.update(update, never);
    expect(site.server.seen[0]?.headers['x-atlassian-token']).toBe('no-check');
  });
});

describe('credentials that are nobody’s', () => {
  it.each([
    ['200 as anonymous', { status: 200, body: page, headers: { 'x-ausername': 'anonymous' } }],
    [
      '404 as anonymous',
      { status: 404, body: refusal(404, 'none'), headers: { 'x-ausername': 'anonymous' } },
    ],
    [
      'a failed sign-in',
      { status: 200, body: page, headers: { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' } },
    ],
    ['401', { status: 401, body: refusal(401, 'Client must be authenticated') }],
    ['401 as a page', { status: 401, body: '<html>Unauthorized (401)</html>', headers: {} }],
    [
      'a way to the sign-in page',
      { status: 302, body: '', headers: { location: '/confluence/login.action?os_destination=%2F' } },
    ],
  ])('are recognised: %s', async (_, answer) => {
    const error = await failure(answer);
    expect(error).toMatchObject({
      code: 'upstream_auth',
      fields: { nextStep: expect.stringContaining('token') },
    });
    expect(JSON.stringify(error)).not.toContain('api.atlassian.com');
  });

  it('are told from an account that has to solve a CAPTCHA', async () => {
    const headers = { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' };
    for (const status of [401, 403]) {
      expect(await failure({ status, body: '<html>', headers })).toMatchObject({
        code: 'upstream_auth',
        message: expect.stringContaining('CAPTCHA'),
      });
    }
  });

  it('are told from a password where only tokens are taken', async () => {
    const headers = { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' };
    const body = '<html>Basic Authentication has been disabled on this instance.</html>';
    expect(await failure({ status: 403, body, headers })).toMatchObject({
      code: 'upstream_auth',
      message: 'This site does not take user names with passwords.',
    });
  });

  it('may have written as nobody', async () => {
    const headers = { 'x-ausername': 'anonymous' };
    expect(await failure({ status: 200, body: page, headers }, 'write')).toMatchObject({
      code: 'upstream_auth',
      fields: { mayHaveHappened: true },
    });
  });

  it('are not suspected where the answer names a person or nobody at all', async () => {
    for (const headers of [{ ...signedIn }, {}]) {
      expect(await failure({ status: 200, body: page, headers })).toBeUndefined();
    }
  });
});

describe('refusals', () => {
  it('of read-only mode say that nothing was changed', async () => {
    const body = refusal(405, 'Confluence is in read-only mode', false);
    expect(await failure({ status: 405, body }, 'write')).toMatchObject({
      code: 'upstream_unavailable',
      message: 'Confluence is in read-only mode.',
      fields: { mayHaveHappened: false },
    });
  });

  it('name the current version', async () => {
    const body = refusal(409, 'Version must be incremented on update. Current version is: 9');
    expect(await failure({ status: 409, body }, 'write')).toMatchObject({
      code: 'conflict',
      message: 'Page 65613 has changed: its current version is 9.',
      fields: { currentVersion: 9 },
    });
  });

  it('of a permission speak of no scopes that a personal token has not', async () => {
    const body = refusal(403, 'com.atlassian.X: User not permitted');
    const reading = await failure({ status: 403, body });
    expect(reading).toMatchObject({
      code: 'upstream_forbidden',
      message: 'This account lacks the permission for page 65613.',
      fields: { nextStep: 'Ask a space administrator for access.' },
    });
    expect(await failure({ status: 403, body }, 'write')).toMatchObject({
      fields: { nextStep: expect.stringContaining('`WRITE`') },
    });
  });

  it('of what is absent', async () => {
    expect(await failure({ status: 404, body: refusal(404, 'No content found') })).toMatchObject({
      code: 'not_found',
      message: 'Page 65613 does not exist or is not visible to this account.',
    });
  });

  it.each([200, 404, 302])('that are a web page of something in between (%i)', async (status) => {
    expect(await failure({ status, body: '<html>Gateway</html>', headers: {} })).toMatchObject({
      code: 'upstream_unavailable',
      message: expect.stringContaining('web page'),
    });
  });
});
