import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ann, listed, page, refusal } from '../testing/datacenter-answers.ts';
import { signedIn, startDataCenterSite } from '../testing/datacenter-site.ts';
import { json, type SeenRequest } from '../testing/http-server.ts';

const never = new AbortController().signal;

describe('labels', () => {
  it('are listed by prefix and added', async () => {
    const row = { prefix: 'global', name: 'release', id: '9', label: 'release' };
    const site = await startDataCenterSite({
      'GET /rest/api/content/5/label': listed([row]),
      'POST /rest/api/content/5/label': listed([row, { ...row, prefix: 'my', name: 'todo', id: '10' }]),
    });
    const { labels } = site.confluence;
    const listing = await labels.forPage({ pageId: '5', prefix: 'global', limit: 5 }, never);
    expect(listing).toEqual({ items: [{ id: '9', name: 'release', prefix: 'global' }] });
    expect(site.query(0)).toEqual({ prefix: 'global', limit: '5' });
    const added = [{ prefix: 'my', name: 'todo' }];
    const all = await labels.addToPage({ pageId: '5', labels: added }, never);
    expect(all.items.map(({ name }) => name)).toEqual(['release', 'todo']);
    expect(JSON.parse(site.server.seen[1]?.body ?? '')).toEqual(added);
  });
});

describe('versions', () => {
  /** Five versions, of which somebody removed the third. */
  function startWithVersions() {
    return startDataCenterSite({
      'GET /rest/api/content/65613': ({ path }: SeenRequest, response: ServerResponse) => {
        const number = Number(/[?&]version=(\d+)/.exec(path)?.[1] ?? 5);
        if (number === 3) return json(response, refusal(404, 'No content found'), 404, signedIn);
        const version = { by: ann, when: '2026-01-01T00:00:00.000Z', number, message: `m${number}` };
        const body = { storage: { value: `<p>${number}</p>`, representation: 'storage' } };
        const historical = path.includes('status=historical');
        expect(historical).toBe(number !== 5);
        json(response, { ...page, id: historical ? `8${number}` : page.id, version, body }, 200, signedIn);
      },
    });
  }

  it('are read by number from the newest down, with bodies', async () => {
    const site = await startWithVersions();
    const { versions } = site.confluence;
    const first = await versions.forPage({ pageId: '65613', bodyFormat: 'storage', limit: 2 }, never);
    expect(first.items.map(({ number, body, message }) => [number, body?.value, message])).toEqual([
      [5, '<p>5</p>', 'm5'],
      [4, '<p>4</p>', 'm4'],
    ]);
    expect(site.server.seen).toHaveLength(2);
    const rest = await versions.forPage({ pageId: '65613', cursor: first.nextCursor ?? '' }, never);
    expect(rest.items.map(({ number }) => number)).toEqual([2, 1]);
    expect(rest.items[0]?.body).toBeUndefined();
    expect(rest.nextCursor).toBeUndefined();
  });

  it('or from the oldest up', async () => {
    const site = await startWithVersions();
    const { versions } = site.confluence;
    const { items, nextCursor } = await versions.forPage(
      { pageId: '65613', sort: 'modified-date', limit: 4 },
      never,
    );
    expect(items.map(({ number }) => number)).toEqual([1, 2, 4]);
    const last = await versions.forPage(
      { pageId: '65613', sort: 'modified-date', cursor: nextCursor ?? '' },
      never,
    );
    expect(last.items.map(({ number }) => number)).toEqual([5]);
  });
});

describe('people', () => {
  it('are known by their keys, each asked for once', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/user/current': ann,
      'GET /rest/api/user': ({ path }: SeenRequest, response: ServerResponse) =>
        path.includes('key=8a7f808a4e2')
          ? json(response, ann, 200, signedIn)
          : json(response, refusal(404, 'No user found'), 404, signedIn),
    });
    const { users } = site.confluence;
    const me = { id: '8a7f808a4e2', displayName: 'Ann Lee' };
    expect(await users.me(never)).toEqual(me);
    expect(await users.byIds(['8a7f808a4e2', 'nobody', '8a7f808a4e2'], never)).toEqual([me]);
    expect(site.server.seen).toHaveLength(3);
  });

  it('are never the stranger that a site takes a bad token for', async () => {
    const anonymous = { type: 'anonymous', displayName: 'Anonymous' };
    const site = await startDataCenterSite({
      'GET /rest/api/user/current': (_request: unknown, response: ServerResponse) =>
        json(response, anonymous),
    });
    await expect(site.confluence.users.me(never)).rejects.toMatchObject({ code: 'upstream_auth' });
  });

  it('are found by words of their names', async () => {
    const rows = [
      { user: ann, entityType: 'user', title: 'Ann Lee' },
      { entityType: 'content', title: 'Ann' },
    ];
    const site = await startDataCenterSite({ 'GET /rest/api/search': listed(rows) });
    const { users } = site.confluence;
    const found = await users.search({ query: ' Ann "Lee\\ ', limit: 3 }, never);
    expect(found).toEqual([{ id: '8a7f808a4e2', displayName: 'Ann Lee' }]);
    expect(site.query(0)).toMatchObject({ cql: 'siteSearch ~ "Ann Lee" and type = user', limit: '3' });
    expect(await users.search({ query: ' " ' }, never)).toEqual([]);
    expect(site.server.seen).toHaveLength(1);
  });
});
