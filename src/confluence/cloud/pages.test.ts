import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startCloudSite } from '../testing/cloud-site.ts';
import { json } from '../testing/http-server.ts';

const never = new AbortController().signal;

/** A page as the site gives it: more fields than any document lists, nulls where something is absent. */
const onTheWire = {
  id: '883654669',
  status: 'current',
  title: 'Release notes',
  spaceId: '539099246',
  parentId: '544080097',
  parentType: 'page',
  position: 60653918,
  ownerId: 'a:1',
  lastOwnerId: null,
  authorId: 'a:1',
  createdAt: '2025-03-10T02:19:23.694Z',
  version: {
    number: 5,
    message: '',
    minorEdit: false,
    authorId: 'a:2',
    createdAt: '2025-03-26T07:23:34.110Z',
    ncsStepVersion: '2277',
  },
  body: { storage: { representation: 'storage', value: '<p>Hello</p>' } },
  _links: {
    editui: '/pages/resumedraft.action?draftId=883654669',
    webui: '/spaces/QM/pages/883654669/Release+notes',
    tinyui: '/x/DYCrN',
    base: 'https://acme.atlassian.net/wiki',
  },
};

const asRead = {
  id: '883654669',
  type: 'page',
  status: 'current',
  title: 'Release notes',
  spaceId: '539099246',
  parentId: '544080097',
  parentType: 'page',
  ownerId: 'a:1',
  authorId: 'a:1',
  createdAt: '2025-03-10T02:19:23.694Z',
  version: {
    number: 5,
    minorEdit: false,
    authorId: 'a:2',
    createdAt: '2025-03-26T07:23:34.110Z',
  },
  body: { representation: 'storage', value: '<p>Hello</p>' },
  webUrl: 'https://acme.atlassian.net/wiki/spaces/QM/pages/883654669/Release+notes',
};

describe('pages.get', () => {
  it('is one request, through the API address, with links for people', async () => {
    const prefix = '/ex/confluence/11111111-2222-4333-8444-555555555555';
    const site = await startCloudSite({ 'GET /wiki/api/v2/pages/883654669': onTheWire }, { prefix });
    const page = await site.confluence.pages.get({ id: '883654669', bodyFormat: 'storage' }, never);
    expect(page).toEqual(asRead);
    expect(site.server.seen).toHaveLength(1);
    expect(site.server.seen[0]?.path).toBe(`${prefix}/wiki/api/v2/pages/883654669?body-format=storage`);
    expect(site.server.seen[0]?.headers['authorization']).toBe('Basic dGVzdA==');
  });

  it('leaves out what the site leaves out', async () => {
    const trashed = {
      id: '7',
      status: 'trashed',
      title: 'Old',
      spaceId: '1',
      parentId: null,
      parentType: null,
      position: null,
      ownerId: null,
      body: {},
      _links: { webui: '/x' },
    };
    const site = await startCloudSite({ 'GET /wiki/api/v2/pages/7': trashed });
    expect(await site.confluence.pages.get({ id: '7', version: 3, draft: true }, never)).toEqual({
      id: '7',
      type: 'page',
      status: 'trashed',
      title: 'Old',
      spaceId: '1',
      webUrl: 'https://acme.example/wiki/x',
    });
    expect(site.query(0)).toEqual({ version: '3', 'get-draft': 'true' });
  });

  it.each(['../spaces', '1/../2', '', 'abc', '1?x=1', '%2e%2e', '-1'])(
    'sends nothing for the id %j',
    async (id) => {
      const site = await startCloudSite({});
      await expect(site.confluence.pages.get({ id }, never)).rejects.toMatchObject({ code: 'invalid_input' });
      expect(site.server.seen).toEqual([]);
    },
  );

  it('says so when a web page comes instead of data', async () => {
    const site = await startCloudSite({
      'GET /wiki/api/v2/pages/7': (_request: unknown, response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<html>Sign in</html>');
      },
      'GET /wiki/api/v2/pages/8': { status: 'current' },
      'GET /wiki/api/v2/pages/9': (_request: unknown, response: ServerResponse) =>
        response.end('{"id": "9", "secret page content'),
    });
    const { pages } = site.confluence;
    await expect(pages.get({ id: '7' }, never)).rejects.toThrow(/a web page instead of Confluence data/);
    await expect(pages.get({ id: '8' }, never)).rejects.toThrow(/in a form that Weir does not know/);
    const broken = await pages.get({ id: '9' }, never).catch((error: unknown) => error);
    expect(broken).toMatchObject({ code: 'upstream_unavailable' });
    expect(JSON.stringify([broken, (broken as Error).cause])).not.toContain('secret');
  });
});

describe('pages.list', () => {
  it('filters, pages on, and takes the base of links from the list', async () => {
    const row = { ...onTheWire, body: {}, _links: { webui: '/spaces/QM/overview' } };
    const site = await startCloudSite({
      'GET /wiki/api/v2/pages': {
        results: [row],
        _links: {
          next: '/wiki/api/v2/pages?limit=1&cursor=eyJp%3D',
          base: 'https://acme.atlassian.net/wiki',
        },
      },
    });
    const list = await site.confluence.pages.list(
      { spaceId: '5', title: 'A & B', status: ['current', 'archived'], limit: 1, cursor: 'abc=' },
      never,
    );
    expect(list.nextCursor).toBe('eyJp=');
    expect(list.items[0]?.webUrl).toBe('https://acme.atlassian.net/wiki/spaces/QM/overview');
    expect(list.items[0]?.body).toBeUndefined();
    expect(site.server.seen[0]?.path).toBe(
      '/wiki/api/v2/pages?space-id=5&title=A%20%26%20B&status=current&status=archived&limit=1&cursor=abc%3D',
    );
  });

  it('explains a cursor that the site refuses', async () => {
    const site = await startCloudSite({
      'GET /wiki/api/v2/pages': (_request: unknown, response: ServerResponse) =>
        json(
          response,
          { errors: [{ status: 400, code: 'INVALID', title: 'Bad cursor', detail: null }] },
          400,
        ),
    });
    const failing = site.confluence.pages.list({ cursor: 'foreign' }, never);
    await expect(failing).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { upstreamMessage: 'Bad cursor' },
    });
  });
});

describe('writes', () => {
  it('create a page, leaving out what is not given', async () => {
    const site = await startCloudSite({ 'POST /wiki/api/v2/pages': onTheWire });
    const body = { representation: 'storage', value: '<p>ä</p>' } as const;
    const page = await site.confluence.pages.create(
      { spaceId: '539099246', title: 'Release notes', body },
      never,
    );
    expect(page.id).toBe('883654669');
    expect(JSON.parse(site.server.seen[0]?.body ?? '')).toEqual({
      spaceId: '539099246',
      status: 'current',
      title: 'Release notes',
      body,
    });
    expect(site.server.seen[0]?.headers['content-type']).toBe('application/json');
  });

  it('update a page whole, and report a stale version', async () => {
    const title =
      'Version must be incremented when updating a page. Current Version: [9]. Provided version: [6]';
    const site = await startCloudSite({
      'PUT /wiki/api/v2/pages/7': (_request: unknown, response: ServerResponse) =>
        json(response, { errors: [{ status: 409, code: 'CONFLICT', title, detail: null }] }, 409),
    });
    const update = {
      id: '7',
      title: 'T',
      status: 'current',
      body: { representation: 'atlas_doc_format', value: '{}' },
      version: { number: 6, message: 'why' },
    } as const;
    await expect(site.confluence.pages.update(update, never)).rejects.toMatchObject({
      code: 'conflict',
      message: 'Page 7 has changed: its current version is 9.',
      fields: { currentVersion: 9, mayHaveHappened: false },
    });
    expect(JSON.parse(site.server.seen[0]?.body ?? '')).toEqual(update);
    expect(site.server.seen).toHaveLength(1);
  });

  it('delete, purge and drop a draft', async () => {
    const noContent = (_request: unknown, response: ServerResponse): void => {
      response.writeHead(204).end();
    };
    const site = await startCloudSite({ 'DELETE /wiki/api/v2/pages/7': noContent });
    await site.confluence.pages.delete({ id: '7' }, never);
    await site.confluence.pages.delete({ id: '7', purge: true }, never);
    await site.confluence.pages.delete({ id: '7', draft: true, purge: false }, never);
    expect(site.server.seen.map((request) => request.path.split('?')[1])).toEqual([
      undefined,
      'purge=true',
      'draft=true',
    ]);
  });

  it('create a blog post', async () => {
    const site = await startCloudSite({
      'POST /wiki/api/v2/blogposts': { ...onTheWire, parentId: undefined },
    });
    const post = await site.confluence.blogPosts.create(
      { spaceId: '5', title: 'News', status: 'draft' },
      never,
    );
    expect(post.type).toBe('blogpost');
    expect(JSON.parse(site.server.seen[0]?.body ?? '')).toEqual({
      spaceId: '5',
      status: 'draft',
      title: 'News',
    });
  });
});
