import { describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import { startCloudSite, type CloudSite } from '../testing/cloud-site.ts';
import { json, type SeenRequest } from '../testing/http-server.ts';

const never = new AbortController().signal;

/** A search as Cloud does it: `start` ignored, pages a little short, the excerpt parameter forgotten in its next links. */
function searchOver(total: number, short = 0) {
  return (request: SeenRequest, response: ServerResponse): void => {
    const query = new URL(request.path, 'http://site').searchParams;
    const from = Number((query.get('cursor') ?? 'at-0').slice(3));
    const limit = Number(query.get('limit'));
    const to = Math.min(total, from + Math.max(1, limit - short));
    const results = [];
    for (let index = from; index < to; index += 1) {
      results.push({
        entityType: 'content',
        title: `Page ${index}`,
        content: { id: String(index), title: `Page ${index}` },
      });
    }
    const next = `/rest/api/search?next=true&cursor=at-${to}&limit=${limit}&cql=type%3Dpage`;
    json(response, {
      results,
      start: 0,
      limit,
      size: results.length,
      totalSize: total + 3,
      _links: { base: 'https://acme.atlassian.net/wiki', context: '/wiki', ...(to < total && { next }) },
    });
  };
}

async function searching(total: number, short = 0): Promise<CloudSite> {
  return startCloudSite({ 'GET /wiki/rest/api/search': searchOver(total, short) });
}

describe('search.cql', () => {
  it('sends the excerpt again with each page, which the site forgets', async () => {
    const site = await searching(5);
    const { search } = site.confluence;
    const first = await search.cql({ cql: 'type = page', limit: 2, excerpt: 'none' }, never);
    expect(first).toMatchObject({ nextCursor: 'at-2', totalSize: 8 });
    await search.cql({ cql: 'type = page', limit: 2, excerpt: 'none', cursor: 'at-2' }, never);
    expect(site.query(1)).toEqual({ cql: 'type = page', excerpt: 'none', limit: '2', cursor: 'at-2' });
  });

  it.each([
    [0, 7],
    [7, 0],
    [10, 3],
    [390, 40],
  ])('skips %i rows, pages %i short', async (start, short) => {
    const site = await searching(500, short);
    const found: (string | undefined)[] = [];
    let page = await site.confluence.search.cql({ cql: 'type = page', limit: 25, start }, never);
    for (;;) {
      expect(page.items.length).toBeLessThanOrEqual(25);
      found.push(...page.items.map((item) => item.id));
      if (page.nextCursor === undefined) break;
      page = await site.confluence.search.cql(
        { cql: 'type = page', limit: 25, cursor: page.nextCursor },
        never,
      );
    }
    expect(found).toEqual([...Array(500 - start).keys()].map((index) => String(start + index)));
  });

  it('answers a start near the beginning with one request, and one past the end with nothing', async () => {
    const site = await searching(40);
    const near = await site.confluence.search.cql({ cql: 'type = page', limit: 10, start: 25 }, never);
    expect(near.items.map((item) => item.id)).toEqual([
      '25',
      '26',
      '27',
      '28',
      '29',
      '30',
      '31',
      '32',
      '33',
      '34',
    ]);
    expect(site.server.seen).toHaveLength(1);
    const past = await site.confluence.search.cql({ cql: 'type = page', limit: 10, start: 100 }, never);
    expect(past.items).toEqual([]);
    expect(past.nextCursor).toBeUndefined();
  });

  it('refuses a start too far off, or beside a cursor', async () => {
    const site = await searching(1);
    const cql = 'type = page';
    for (const args of [
      { cql, start: 1001 },
      { cql, start: -1 },
      { cql, start: 5, cursor: 'at-0' },
    ]) {
      await expect(site.confluence.search.cql(args, never)).rejects.toMatchObject({ code: 'invalid_input' });
    }
    expect(site.server.seen).toEqual([]);
  });

  it('gives real titles, plain excerpts and links for people', async () => {
    const site = await startCloudSite({
      'GET /wiki/rest/api/search': {
        results: [
          {
            content: {
              id: '11',
              type: 'page',
              status: 'current',
              title: 'R&D <plan>',
              _links: { webui: '/spaces/ENG/pages/11/R+D' },
            },
            title: 'R&amp;D &lt;@@@hl@@@plan@@@endhl@@@&gt;',
            excerpt:
              'The @@@hl@@@plan@@@endhl@@@ is\n  &quot;ready&quot; &#8212; &#x2713; &amp;lt;b&gt; &unknown;',
            url: '/spaces/ENG/pages/11/R+D',
            resultGlobalContainer: { title: 'Engineering', displayUrl: '/spaces/ENG' },
            entityType: 'content',
            lastModified: '2026-01-01T00:00:00.000Z',
            score: 0,
          },
          {
            space: {
              id: 65,
              key: 'OPS',
              name: 'Operations',
              type: 'global',
              _links: { webui: '/spaces/OPS' },
            },
            title: 'Operations',
            excerpt: '',
            url: '/spaces/OPS',
            entityType: 'space',
          },
          {
            user: { accountId: 'a:1', displayName: 'Ann Lee' },
            title: 'Ann Lee',
            excerpt: '',
            url: '/people/a:1',
            entityType: 'user',
          },
        ],
        totalSize: 3,
        _links: { base: 'https://acme.atlassian.net/wiki' },
      },
    });
    const { items } = await site.confluence.search.cql({ cql: 'text ~ plan' }, never);
    expect(items).toEqual([
      {
        entityType: 'content',
        id: '11',
        type: 'page',
        title: 'R&D <plan>',
        spaceKey: 'ENG',
        spaceName: 'Engineering',
        excerpt: 'The plan is "ready" — ✓ &lt;b> &unknown;',
        lastModified: '2026-01-01T00:00:00.000Z',
        webUrl: 'https://acme.atlassian.net/wiki/spaces/ENG/pages/11/R+D',
      },
      {
        entityType: 'space',
        id: '65',
        type: 'global',
        title: 'Operations',
        spaceKey: 'OPS',
        spaceName: 'Operations',
        webUrl: 'https://acme.atlassian.net/wiki/spaces/OPS',
      },
      {
        entityType: 'user',
        id: 'a:1',
        title: 'Ann Lee',
        webUrl: 'https://acme.atlassian.net/wiki/people/a:1',
      },
    ]);
  });
});
