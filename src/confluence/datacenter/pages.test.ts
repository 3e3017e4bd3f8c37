import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ann, base, engineering, listed, page, pageRead, refusal } from '../testing/datacenter-answers.ts';
import { signedIn, startDataCenterSite } from '../testing/datacenter-site.ts';
import { json, type SeenRequest } from '../testing/http-server.ts';

const never = new AbortController().signal;
const storage = (value: string) => ({ representation: 'storage', value }) as const;
const adf = { representation: 'atlas_doc_format', value: '{"type":"doc"}' } as const;

describe('pages.get', () => {
  it('is one request, with the links and ids of people', async () => {
    const site = await startDataCenterSite({ 'GET /rest/api/content/65613': page });
    const read = await site.confluence.pages.get({ id: '65613', bodyFormat: 'storage' }, never);
    expect(read).toEqual({ ...pageRead, body: storage('<p>Hello</p>') });
    expect(site.server.seen).toHaveLength(1);
    expect(site.server.seen[0]?.path).toBe(
      '/confluence/rest/api/content/65613?status=current&status=trashed&expand=space%2Cversion%2Chistory%2Cancestors%2Cbody.storage',
    );
  });

  it('gives no body that was not asked for, and the rendered one where it was', async () => {
    const body = { view: { value: '<p>Seen</p>', representation: 'view' } };
    const site = await startDataCenterSite({
      'GET /rest/api/content/65613': page,
      'GET /rest/api/content/65614': { ...page, body },
    });
    expect((await site.confluence.pages.get({ id: '65613' }, never)).body).toBeUndefined();
    const rendered = await site.confluence.pages.get({ id: '65614', bodyFormat: 'view' }, never);
    expect(rendered.body).toEqual({ representation: 'view', value: '<p>Seen</p>' });
    expect(site.query(1)['expand']).toContain('body.view');
  });

  it('has no ADF, and says so before asking', async () => {
    const site = await startDataCenterSite({});
    const { pages } = site.confluence;
    const writing = { id: '7', title: 'T', status: 'current', body: adf, version: { number: 2 } } as const;
    const asked = [
      pages.get({ id: '7', bodyFormat: 'atlas_doc_format' }, never),
      pages.list({ bodyFormat: 'atlas_doc_format' }, never),
      pages.create({ spaceId: '1', title: 'T', body: adf }, never),
      pages.update(writing, never),
    ];
    for (const each of asked) {
      await expect(each).rejects.toMatchObject({
        code: 'invalid_input',
        message: 'Confluence Data Center has no ADF (atlas_doc_format).',
      });
    }
    expect(site.server.seen).toEqual([]);
  });

  it('reads earlier versions under the id that was asked for, and drafts', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/content/65613': { ...page, id: '70000', status: 'historical', ancestors: [] },
    });
    const earlier = await site.confluence.pages.get({ id: '65613', version: 2 }, never);
    expect(earlier).toMatchObject({ id: '65613', status: 'historical', spaceId: '98305' });
    expect(earlier.parentId).toBeUndefined();
    expect(site.server.seen[0]?.path).toContain('status=current&status=historical&version=2');
    await site.confluence.pages.get({ id: '65613', draft: true }, never);
    expect(site.query(1)['status']).toBe('draft');
  });

  it('finds no page in a comment, a file or a blog post', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/content/1': { ...page, type: 'comment' },
      'GET /rest/api/content/2': { ...page, type: 'attachment' },
      'GET /rest/api/content/3': { ...page, type: 'blogpost' },
    });
    for (const id of ['1', '2', '3', '4']) {
      await expect(site.confluence.pages.get({ id }, never)).rejects.toMatchObject({
        code: 'not_found',
        message: `Page ${id} does not exist or is not visible to this account.`,
      });
    }
    expect(await site.confluence.blogPosts.get({ id: '3' }, never)).toMatchObject({ type: 'blogpost' });
  });

  it.each(['../space', '1/../2', '', 'abc', '1?x=1', '%2e%2e', '-1'])(
    'sends nothing for the id %j',
    async (id) => {
      const site = await startDataCenterSite({});
      await expect(site.confluence.pages.get({ id }, never)).rejects.toMatchObject({ code: 'invalid_input' });
      expect(site.server.seen).toEqual([]);
    },
  );
});

describe('pages.list', () => {
  it('turns rows into cursors and the id of a space into its key, once', async () => {
    const { _links: _, ...row } = page;
    const rows = [{ ...row, _links: { webui: '/spaces/ENG/overview' } }];
    const next = '/rest/api/content?spaceKey=ENG&limit=1&start=1';
    const site = await startDataCenterSite({
      'GET /rest/api/space': listed([engineering]),
      'GET /rest/api/content': (request: SeenRequest, response: ServerResponse) =>
        json(response, listed(rows, request.path.includes('start=1') ? undefined : next), 200, signedIn),
    });
    const { pages } = site.confluence;
    const args = { spaceId: '98305', title: 'A & B', status: ['current', 'archived'], limit: 1 };
    const first = await pages.list(args, never);
    expect(first.items[0]?.webUrl).toBe(`${base}/spaces/ENG/overview`);
    expect(site.query(0)).toMatchObject({ spaceId: '98305' });
    expect(site.query(1)).toEqual({
      type: 'page',
      spaceKey: 'ENG',
      title: 'A & B',
      status: 'current',
      expand: 'space,version,history,ancestors',
      limit: '1',
    });
    const last = await pages.list({ ...args, cursor: first.nextCursor ?? '' }, never);
    expect(last).not.toHaveProperty('nextCursor');
    expect(site.query(2)['start']).toBe('1');
    expect(site.server.seen).toHaveLength(3);
  });

  it('takes a key for an id, and says when there is no such space', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/content': listed([]),
      'GET /rest/api/space': listed([]),
    });
    const { pages } = site.confluence;
    await pages.list({ spaceId: 'ENG' }, never);
    expect(site.query(0)['spaceKey']).toBe('ENG');
    await expect(pages.list({ spaceId: '5' }, never)).rejects.toMatchObject({
      code: 'not_found',
      message: 'Space 5 does not exist or is not visible to this account.',
    });
    for (const spaceId of ['..', 'a/b', '', 'A?b']) {
      await expect(pages.list({ spaceId }, never)).rejects.toMatchObject({ code: 'invalid_input' });
    }
  });

  it('leaves out what is no page, refuses cursors of other lists, orders and states there are not', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/content': listed([page, { ...page, id: '8', type: 'blogpost' }]),
      'GET /rest/api/content/65613/child/page': listed([], '/rest/api/content/65613/child/page?start=25'),
    });
    const { pages, content } = site.confluence;
    expect((await pages.list({ ids: ['65613', '8'] }, never)).items.map(({ id }) => id)).toEqual(['65613']);
    expect(site.server.seen[0]?.path).toContain('ids=65613&ids=8');
    const foreign = await content.children({ id: '65613' }, never);
    const cursors = [foreign.nextCursor ?? 'none', 'bm90aGluZw', 'ä', '%%%'];
    for (const cursor of cursors) {
      await expect(pages.list({ cursor }, never)).rejects.toMatchObject({ code: 'invalid_input' });
    }
    await expect(pages.list({ sort: '-title' }, never)).rejects.toThrow('cannot sort lists of pages');
    await expect(pages.list({ status: ['archived'] }, never)).rejects.toThrow('no pages that are archived');
  });
});

describe('writes', () => {
  const home = { ...engineering, homepage: { id: '65600', type: 'page' } };

  it('create a page below its parent, or below the homepage of the space', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/space': listed([home]),
      'POST /rest/api/content': page,
    });
    const { pages } = site.confluence;
    const made = await pages.create(
      { spaceId: '98305', title: 'Release notes', body: storage('<p>ä</p>') },
      never,
    );
    expect(made).toEqual(pageRead);
    expect(JSON.parse(site.server.seen[1]?.body ?? '')).toEqual({
      type: 'page',
      status: 'current',
      title: 'Release notes',
      space: { key: 'ENG' },
      ancestors: [{ id: '65600' }],
      body: { storage: { value: '<p>ä</p>', representation: 'storage' } },
    });
    const wiki = { representation: 'wiki', value: 'h1. Hi' } as const;
    await pages.create(
      { spaceId: '98305', title: 'T', parentId: '65601', status: 'draft', body: wiki },
      never,
    );
    expect(site.query(2)['status']).toBe('draft');
    expect(JSON.parse(site.server.seen[2]?.body ?? '')).toMatchObject({
      status: 'draft',
      ancestors: [{ id: '65601' }],
      body: { wiki: { value: 'h1. Hi', representation: 'wiki' } },
    });
  });

  it('give the stored body of a new page where it is wanted', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/space': listed([home]),
      'POST /rest/api/content': page,
    });
    const args = { spaceId: '98305', title: 'T', body: storage('<p>ä</p>'), bodyFormat: 'storage' } as const;
    expect((await site.confluence.pages.create(args, never)).body).toEqual(storage('<p>Hello</p>'));
    expect(site.query(1)['expand']).toContain('body.storage');
  });

  it('create a blog post, which has no parent', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/space': listed([home]),
      'POST /rest/api/content': { ...page, type: 'blogpost', ancestors: [] },
    });
    const post = await site.confluence.blogPosts.create({ spaceId: '98305', title: 'News' }, never);
    expect(post).toMatchObject({ type: 'blogpost', spaceId: '98305' });
    expect(JSON.parse(site.server.seen[1]?.body ?? '')).toEqual({
      type: 'blogpost',
      status: 'current',
      title: 'News',
      space: { key: 'ENG' },
    });
  });

  it('update a page whole, move it by its ancestors, and give the stored body where it comes back', async () => {
    const site = await startDataCenterSite({
      'PUT /rest/api/content/65613': { ...page, ancestors: undefined },
    });
    const args = {
      id: '65613',
      title: 'T',
      status: 'current',
      parentId: '65601',
      body: storage('<p>2</p>'),
      version: { number: 6, message: 'why' },
      bodyFormat: 'storage',
    } as const;
    expect(await site.confluence.pages.update(args, never)).toMatchObject({
      id: '65613',
      parentId: '65601',
      body: storage('<p>Hello</p>'),
    });
    expect(site.server.seen).toHaveLength(1);
    expect(site.server.seen[0]?.path).toBe('/confluence/rest/api/content/65613');
    expect(JSON.parse(site.server.seen[0]?.body ?? '')).toEqual({
      id: '65613',
      type: 'page',
      status: 'current',
      title: 'T',
      ancestors: [{ id: '65601' }],
      body: { storage: { value: '<p>2</p>', representation: 'storage' } },
      version: { number: 6, message: 'why' },
    });
  });

  it('publish and save drafts under the name of their space', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/content/9': { ...page, id: '9', status: 'draft' },
      'PUT /rest/api/content/9': { ...page, id: '9', version: { by: ann, number: 1 } },
    });
    const draft = { id: '9', title: 'T', body: storage('<p/>'), version: { number: 1 } };
    await site.confluence.pages.update({ ...draft, status: 'current' }, never);
    await site.confluence.pages.update({ ...draft, status: 'draft' }, never);
    expect(site.query(0)['status']).toBe('draft');
    expect(site.query(1)).toEqual({ status: 'draft' });
    expect(JSON.parse(site.server.seen[1]?.body ?? '')).toMatchObject({
      status: 'current',
      space: { key: 'ENG' },
    });
    expect(JSON.parse(site.server.seen[3]?.body ?? '')).toMatchObject({
      status: 'draft',
      version: { number: 1 },
    });
  });

  it('delete, purge and drop a draft, and nothing that is not a page', async () => {
    const gone = (_request: unknown, response: ServerResponse): void => {
      response.writeHead(204, signedIn).end();
    };
    const site = await startDataCenterSite({
      'GET /rest/api/content/7': { ...page, id: '7' },
      'GET /rest/api/content/8': { ...page, id: '8', type: 'comment' },
      'DELETE /rest/api/content/7': gone,
      'DELETE /rest/api/content/8': gone,
    });
    const { pages } = site.confluence;
    await pages.delete({ id: '7' }, never);
    await pages.delete({ id: '7', purge: true }, never);
    await pages.delete({ id: '7', draft: true }, never);
    const deletes = site.server.seen.filter(({ method }) => method === 'DELETE');
    expect(deletes.map(({ path }) => path.split('?')[1])).toEqual([
      undefined,
      'status=trashed',
      'status=draft',
    ]);
    await expect(pages.delete({ id: '8' }, never)).rejects.toMatchObject({ code: 'not_found' });
    expect(site.server.seen.filter(({ method }) => method === 'DELETE')).toHaveLength(3);
  });

  it('tell a title that is taken', async () => {
    const message =
      'A page with this title already exists: A page already exists with the title T in the space with key ENG';
    const site = await startDataCenterSite({
      'GET /rest/api/space': listed([home]),
      'POST /rest/api/content': (_request: unknown, response: ServerResponse) =>
        json(response, refusal(400, message), 400, signedIn),
    });
    await expect(site.confluence.pages.create({ spaceId: '98305', title: 'T' }, never)).rejects.toMatchObject(
      {
        code: 'invalid_input',
        message: 'The title is already taken in this space; archived pages keep theirs.',
        fields: { upstreamMessage: message, mayHaveHappened: false },
      },
    );
  });
});
