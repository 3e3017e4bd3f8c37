import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ann, base, listed } from '../testing/datacenter-answers.ts';
import { signedIn, startDataCenterSite } from '../testing/datacenter-site.ts';
import type { SeenRequest } from '../testing/http-server.ts';
import { testTransport } from '../testing/test-transport.ts';
import { createDataCenterConfluence } from './confluence.ts';

const never = new AbortController().signal;

/** Files are numbered among all content; older sites put `att` in front. */
const attachment = {
  id: '258',
  type: 'attachment',
  status: 'current',
  title: 'plan ü.png',
  history: { createdBy: ann, createdDate: '2026-01-01T00:00:00.000Z' },
  version: { by: ann, when: '2026-01-01T00:00:00.000Z', number: 2, message: '', minorEdit: false },
  container: { id: '5', type: 'page', title: 'T' },
  metadata: { mediaType: 'image/png' },
  extensions: { mediaType: 'image/png', fileSize: 1234, comment: '' },
  _links: {
    webui: '/spaces/ENG/pages/5/T?preview=%2F5%2F258%2Fplan.png',
    download: '/download/attachments/5/plan%20%C3%BC.png?version=2&modificationDate=1758798571889&api=v2',
    base,
  },
};
const asRead = {
  id: 'att258',
  title: 'plan ü.png',
  status: 'current',
  pageId: '5',
  mediaType: 'image/png',
  fileSize: 1234,
  createdAt: '2026-01-01T00:00:00.000Z',
  version: { number: 2, createdAt: '2026-01-01T00:00:00.000Z', authorId: '8a7f808a4e2', minorEdit: false },
  webUrl: `${base}/spaces/ENG/pages/5/T?preview=%2F5%2F258%2Fplan.png`,
};

describe('attachments', () => {
  it('are listed and read under the ids of the ports', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/content/258': { ...attachment, id: 'att258' },
      'GET /rest/api/content/5': { ...attachment, type: 'page' },
      'GET /rest/api/content/5/child/attachment': listed([attachment]),
    });
    const { attachments } = site.confluence;
    expect(await attachments.get({ id: 'att258' }, never)).toEqual(asRead);
    const list = await attachments.forPage(
      { pageId: '5', filename: 'plan ü.png', mediaType: 'image/png' },
      never,
    );
    expect(list).toEqual({ items: [asRead] });
    expect(site.query(1)).toEqual({
      filename: 'plan ü.png',
      mediaType: 'image/png',
      expand: 'version,history',
    });
    await expect(attachments.get({ id: 'att5' }, never)).rejects.toThrow('Attachment att5 does not exist');
  });

  it('are downloaded from their own link, as the person', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/content/258': attachment,
      'GET /download/attachments/5/plan%20%C3%BC.png': (request: SeenRequest, response: ServerResponse) => {
        expect(request.headers['authorization']).toBe('Bearer personal-token');
        response.writeHead(200, { 'content-type': 'image/png', ...signedIn }).end('pixels');
      },
    });
    const { attachments } = site.confluence;
    const { mediaType, bytes } = await attachments.download({ id: 'att258', pageId: '5' }, never);
    expect(mediaType).toBe('image/png');
    expect(await new Response(bytes).text()).toBe('pixels');
    await expect(attachments.download({ id: 'att258', pageId: '6' }, never)).rejects.toMatchObject({
      code: 'not_found',
      message: 'Attachment att258 of page 6 does not exist or is not visible to this account.',
    });
  });

  it('are fetched where requests go, also when the site names itself by the address of people', async () => {
    const people = 'https://wiki.example/confluence';
    const link = `${people}/download/attachments/5/plan.png`;
    const site = await startDataCenterSite({
      'GET /rest/api/content/258': { ...attachment, _links: { download: link, webui: '/x' } },
      'GET /download/attachments/5/plan.png': (_request: unknown, response: ServerResponse) =>
        response.writeHead(200, signedIn).end('pixels'),
    });
    const { attachments } = createDataCenterConfluence({
      siteUrl: `${people}/`,
      apiBase: site.base,
      authorization: () => Promise.resolve('Bearer personal-token'),
      transport: testTransport(),
      personKey: 'ann',
    });
    expect((await attachments.get({ id: 'att258' }, never)).webUrl).toBe(`${people}/x`);
    const { bytes } = await attachments.download({ id: 'att258', pageId: '5' }, never);
    expect(await new Response(bytes).text()).toBe('pixels');
  });

  it.each([
    ['a redirect to the sign-in page', 302, { location: '/confluence/login.action?os_destination=x' }],
    ['the sign-in page itself', 200, { 'content-type': 'text/html', 'x-ausername': 'anonymous' }],
  ])('are never %s', async (_, status, headers) => {
    const site = await startDataCenterSite({
      'GET /rest/api/content/258': attachment,
      'GET /download/attachments/5/plan%20%C3%BC.png': (_request: unknown, response: ServerResponse) =>
        response.writeHead(status, headers).end('<html>Log in</html>'),
      'GET /login.action': (_request: unknown, response: ServerResponse) =>
        response.end('<html>Log in</html>'),
    });
    await expect(
      site.confluence.attachments.download({ id: 'att258', pageId: '5' }, never),
    ).rejects.toMatchObject({
      code: 'upstream_auth',
    });
    expect(site.server.seen).toHaveLength(2);
  });

  it.each([
    'https://evil.example/download/x',
    '//evil.example/x',
    'javascript:alert(1)',
    'http://127.0.0.1/else',
  ])('do not send credentials to %s', async (download) => {
    const site = await startDataCenterSite({
      'GET /rest/api/content/258': { ...attachment, _links: { download } },
    });
    const failing = site.confluence.attachments.download({ id: 'att258', pageId: '5' }, never);
    await expect(failing).rejects.toMatchObject({
      code: expect.stringMatching(/upstream_unavailable|not_found/),
    });
    for (const { path } of site.server.seen) expect(path).toMatch(/^\/confluence\//);
  });
});
