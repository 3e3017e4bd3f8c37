import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startCloudSite } from '../testing/cloud-site.ts';
import { json, startTestServer, type SeenRequest } from '../testing/http-server.ts';

const never = new AbortController().signal;
const base = 'https://acme.atlassian.net/wiki';
const version = {
  number: 2,
  createdAt: '2026-01-01T00:00:00.000Z',
  authorId: 'a:1',
  message: '',
  minorEdit: false,
};

describe('spaces', () => {
  const space = {
    id: '65',
    key: 'ENG',
    name: 'Engineering',
    type: 'global',
    status: 'current',
    homepageId: '100',
    authorId: 'a:1',
    currentActiveAlias: 'ENG',
    createdAt: '2020-01-01T00:00:00.000Z',
    description: { plain: { value: 'All of it', representation: 'plain' }, view: null },
    icon: null,
    _links: { webui: '/spaces/ENG', base },
  };
  const asRead = {
    id: '65',
    key: 'ENG',
    name: 'Engineering',
    type: 'global',
    status: 'current',
    homepageId: '100',
    description: 'All of it',
    createdAt: '2020-01-01T00:00:00.000Z',
    webUrl: `${base}/spaces/ENG`,
  };

  it('come alone and in lists', async () => {
    await using site = await startCloudSite({
      'GET /wiki/api/v2/spaces/65': space,
      'GET /wiki/api/v2/spaces': { results: [space], _links: { base } },
    });
    expect(await site.confluence.spaces.get({ id: '65' }, never)).toEqual(asRead);
    expect(await site.confluence.spaces.list({ keys: ['ENG', '~a:1'], status: 'current' }, never)).toEqual({
      items: [asRead],
    });
    expect(site.server.seen[1]?.path).toBe(
      '/wiki/api/v2/spaces?keys=ENG&keys=~a%3A1&status=current&description-format=plain',
    );
  });
});

describe('comments', () => {
  const comment = {
    id: '31',
    status: 'current',
    title: 'Re: Page',
    pageId: '5',
    version,
    body: { storage: { representation: 'storage', value: '<p>Yes</p>' } },
    _links: { webui: '/spaces/ENG/pages/5?focusedCommentId=31' },
  };
  const asRead = {
    id: '31',
    status: 'current',
    pageId: '5',
    authorId: 'a:1',
    createdAt: '2026-01-01T00:00:00.000Z',
    version,
    body: { representation: 'storage', value: '<p>Yes</p>' },
    webUrl: `${base}/spaces/ENG/pages/5?focusedCommentId=31`,
  };

  it('of a page are read, footer and inline', async () => {
    const inline = {
      ...comment,
      resolutionStatus: 'open',
      properties: {
        inlineMarkerRef: 'm-1',
        'inline-marker-ref': 'm-1',
        inlineOriginalSelection: 'the words',
        'inline-original-selection': 'the words',
      },
    };
    await using site = await startCloudSite({
      'GET /wiki/api/v2/pages/5/footer-comments': {
        results: [{ ...comment, resolutionStatus: null }],
        _links: { base },
      },
      'GET /wiki/api/v2/pages/5/inline-comments': { results: [inline], _links: { base } },
    });
    const { comments } = site.confluence;
    const args = { pageId: '5', bodyFormat: 'storage', status: 'current', sort: '-created-date' } as const;
    expect(await comments.footer(args, never)).toEqual({ items: [{ ...asRead, kind: 'footer' }] });
    expect(await comments.inline({ ...args, resolutionStatus: 'open' }, never)).toEqual({
      items: [
        { ...asRead, kind: 'inline', resolutionStatus: 'open', markerRef: 'm-1', selection: 'the words' },
      ],
    });
    expect(site.query(1)).toEqual({
      'body-format': 'storage',
      status: 'current',
      'resolution-status': 'open',
      sort: '-created-date',
    });
  });

  it('are added to a page or under a comment, never to both', async () => {
    await using site = await startCloudSite({
      'POST /wiki/api/v2/footer-comments': (_request: SeenRequest, response: ServerResponse) =>
        json(response, comment, 201),
    });
    const { comments } = site.confluence;
    const body = { representation: 'storage', value: '<p>Yes</p>' } as const;
    const added = await comments.addFooter({ pageId: '5', body }, never);
    expect(added).toMatchObject({
      id: '31',
      kind: 'footer',
      webUrl: expect.stringContaining('focusedCommentId=31'),
    });
    await comments.addFooter({ pageId: '5', parentCommentId: '31', body }, never);
    expect(site.server.seen.map((request) => JSON.parse(request.body))).toEqual([
      { pageId: '5', body },
      { parentCommentId: '31', body },
    ]);
    await expect(comments.addFooter({ body }, never)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('labels', () => {
  it('are read through v2 and added through v1', async () => {
    await using site = await startCloudSite({
      'GET /wiki/api/v2/pages/5/labels': {
        results: [{ id: '1', name: 'a', prefix: 'global' }],
        _links: { base },
      },
      'POST /wiki/rest/api/content/5/label': {
        results: [
          { prefix: 'global', name: 'a', id: '1', label: 'a' },
          { prefix: 'global', name: 'b', id: '2', label: 'b' },
        ],
        start: 0,
        limit: 200,
        size: 2,
        _links: {},
      },
    });
    const { labels } = site.confluence;
    expect(await labels.forPage({ pageId: '5', prefix: 'global' }, never)).toEqual({
      items: [{ id: '1', name: 'a', prefix: 'global' }],
    });
    const all = await labels.addToPage({ pageId: '5', labels: [{ name: 'b', prefix: 'global' }] }, never);
    expect(all.items.map((label) => label.name)).toEqual(['a', 'b']);
    expect(JSON.parse(site.server.seen[1]?.body ?? '')).toEqual([{ prefix: 'global', name: 'b' }]);
  });
});

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
    await using site = await startCloudSite({
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
      comment: '',
      createdAt: '2026-01-01T00:00:00.000Z',
      version,
      webUrl: `${base}/pages/viewpageattachments.action?pageId=5&preview=%2F5%2Fatt2`,
    };
    expect(await site.confluence.attachments.get({ id: 'att2' }, never)).toEqual(asRead);
    const list = await site.confluence.attachments.forPage({ pageId: '5', filename: 'plan ü.png' }, never);
    expect(list).toEqual({ items: [asRead] });
    expect(site.query(1)).toEqual({ filename: 'plan ü.png' });
  });

  it('are downloaded through the redirect', async () => {
    await using media = await startTestServer((request, response) => {
      expect(request.headers['authorization']).toBeUndefined();
      response.writeHead(200, { 'content-type': 'image/png' });
      response.end('pixels');
    });
    await using site = await startCloudSite(
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

describe('versions', () => {
  it('come with their bodies where asked', async () => {
    const row = {
      ...version,
      page: { title: 'T', id: '5', body: { storage: { representation: 'storage', value: '<p/>' } } },
    };
    await using site = await startCloudSite({
      'GET /wiki/api/v2/pages/5/versions': { results: [row], _links: { base } },
    });
    const { items } = await site.confluence.versions.forPage({ pageId: '5', bodyFormat: 'storage' }, never);
    expect(items).toEqual([{ ...version, body: { representation: 'storage', value: '<p/>' } }]);
  });
});

describe('users', () => {
  it('are looked up 250 at a time, repeated though it is a POST, unknown ones left out', async () => {
    let failures = 1;
    await using site = await startCloudSite(
      {
        'GET /wiki/rest/api/user/current': { type: 'known', accountId: 'a:0', displayName: 'Ann', email: '' },
        'POST /wiki/api/v2/users-bulk': (request: SeenRequest, response: ServerResponse) => {
          failures -= 1;
          if (failures >= 0) return json(response, {}, 503);
          const { accountIds } = JSON.parse(request.body) as { accountIds: string[] };
          const known = accountIds.filter((id) => id !== 'a:3');
          json(response, {
            results: known.map((id) => ({
              accountId: id,
              displayName: null,
              publicName: `Name of ${id}`,
              email: '',
            })),
          });
        },
      },
      { retry: { startMs: 1 } },
    );
    expect(await site.confluence.users.me(never)).toEqual({ id: 'a:0', displayName: 'Ann' });
    const ids = [...Array(260).keys()].map((index) => `a:${index}`);
    const users = await site.confluence.users.byIds([...ids, ...ids], never);
    expect(users).toHaveLength(259);
    expect(users[1]).toEqual({ id: 'a:1', displayName: 'Name of a:1' });
    expect(site.server.seen).toHaveLength(4);
    expect(await site.confluence.users.byIds([], never)).toEqual([]);
  });
});
