import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startCloudSite } from '../testing/cloud-site.ts';
import { json, startTestServer, type SeenRequest } from '../testing/http-server.ts';

const never = new AbortController().signal;
const base = 'https://acme.atlassian.net/wiki';
const versionRead = { number: 2, createdAt: '2026-01-01T00:00:00.000Z', authorId: 'a:1', minorEdit: false };
/** The site gives an empty message where there is none. */
const version = { ...versionRead, message: '' };

describe('attachments', () => {
  const attachment = {
    id: 'att2',
    status: 'current',
    title: 'plan ü.png',
    createdAt: '2026-01-01T00:00:00.000Z',
    pageId: '5',
    mediaType: 'image/png',
    mediaTypeDescription: 'PNG Image',
    comment: '',
    fileId: 'f-1',
    fileSize: 1234,
    webuiLink: '/pages/viewpageattachments.action?pageId=5&preview=%2F5%2Fatt2',
    downloadLink: '/download/attachments/5/plan.png?version=1',
    version,
    _links: { download: '/download/attachments/5/plan.png?version=1', webui: '/x' },
  };

  it('are listed and read', async () => {
    const site = await startCloudSite({
      'GET /wiki/api/v2/attachments/att2': { ...attachment, _links: { ...attachment._links, base } },
      'GET /wiki/api/v2/pages/5/attachments': { results: [attachment], _links: { base } },
    });
    const asRead = {
      id: 'att2',
      title: 'plan ü.png',
      status: 'current',
      pageId: '5',
      mediaType: 'image/png',
      fileSize: 1234,
      fileId: 'f-1',
      createdAt: '2026-01-01T00:00:00.000Z',
      version: versionRead,
      webUrl: `${base}/pages/viewpageattachments.action?pageId=5&preview=%2F5%2Fatt2`,
    };
    expect(await site.confluence.attachments.get({ id: 'att2' }, never)).toEqual(asRead);
    const list = await site.confluence.attachments.forPage({ pageId: '5', filename: 'plan ü.png' }, never);
    expect(list).toEqual({ items: [asRead] });
    expect(site.query(1)).toEqual({ filename: 'plan ü.png' });
  });

  it('are downloaded through the redirect', async () => {
    const media = await startTestServer((request, response) => {
      expect(request.headers['authorization']).toBeUndefined();
      response.writeHead(200, { 'content-type': 'image/png' });
      response.end('pixels');
    });
    const site = await startCloudSite(
      {
        'GET /wiki/rest/api/content/5/child/attachment/att2/download': (
          _request: SeenRequest,
          response: ServerResponse,
        ) => response.writeHead(302, { location: `${media.origin}/file?token=t` }).end(),
        'GET /wiki/rest/api/content/5/child/attachment/att3/download': (
          _request: SeenRequest,
          response: ServerResponse,
        ) =>
          json(response, { statusCode: 404, data: {}, message: 'a.b.NotFoundException: No attachment' }, 404),
      },
      { allowedHosts: ['127.0.0.1'] },
    );
    const { mediaType, bytes } = await site.confluence.attachments.download(
      { id: 'att2', pageId: '5' },
      never,
    );
    expect(mediaType).toBe('image/png');
    expect(await new Response(bytes).text()).toBe('pixels');
    await expect(
      site.confluence.attachments.download({ id: 'att3', pageId: '5' }, never),
    ).rejects.toMatchObject({
      code: 'not_found',
      message: 'Attachment att3 of page 5 does not exist or is not visible to this account.',
    });
  });
});
