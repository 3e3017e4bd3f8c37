import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startCloudSite } from '../testing/cloud-site.ts';
import type { Route } from '../testing/routes.ts';
import { json, type SeenRequest } from '../testing/http-server.ts';

const never = new AbortController().signal;

/** A chain of `depth` contents above page 1000, with a folder in the middle; ids count down towards the top. */
function chainAbove(depth: number): Record<string, Route> {
  const chain = [...Array(depth).keys()].map((index) => ({
    id: String(1000 - depth + index),
    type: index === Math.floor(depth / 2) ? 'folder' : 'page',
  }));
  const routes: Record<string, Route> = {};
  for (const { id, type } of [...chain, { id: '1000', type: 'page' }]) {
    const above = chain.filter((node) => Number(node.id) < Number(id));
    routes[`GET /wiki/api/v2/${type}s/${id}/ancestors`] = (
      request: SeenRequest,
      response: ServerResponse,
    ): void => {
      const limit = Number(new URL(request.path, 'http://site').searchParams.get('limit') ?? 25);
      json(response, { results: above.slice(-limit), _links: { base: 'https://acme.atlassian.net/wiki' } });
    };
  }
  return routes;
}

describe('content.ancestors', () => {
  it('goes from the top down, in one request as a rule', async () => {
    const site = await startCloudSite(chainAbove(4));
    const ancestors = await site.confluence.content.ancestors({ id: '1000' }, never);
    expect(ancestors).toEqual([
      { id: '996', type: 'page' },
      { id: '997', type: 'page' },
      { id: '998', type: 'folder' },
      { id: '999', type: 'page' },
    ]);
    expect(site.server.seen).toHaveLength(1);
  });

  it('asks again from the highest one, whatever its kind, until the top', async () => {
    const site = await startCloudSite(chainAbove(501));
    const ancestors = await site.confluence.content.ancestors({ id: '1000' }, never);
    expect(ancestors.map((node) => Number(node.id))).toEqual(
      [...Array(501).keys()].map((index) => 499 + index),
    );
    expect(site.server.seen.map((request) => request.path.split('?')[0])).toEqual([
      '/wiki/api/v2/pages/1000/ancestors',
      '/wiki/api/v2/pages/750/ancestors',
      '/wiki/api/v2/pages/500/ancestors',
    ]);
    const small = await startCloudSite(chainAbove(500));
    expect(await small.confluence.content.ancestors({ id: '1000' }, never)).toHaveLength(500);
    expect(small.server.seen[1]?.path).toMatch(/folders\/750\/ancestors/);
  });

  it('gives the nearest ones where a limit is given', async () => {
    const site = await startCloudSite(chainAbove(4));
    const ancestors = await site.confluence.content.ancestors({ id: '1000', limit: 2 }, never);
    expect(ancestors.map((node) => node.id)).toEqual(['998', '999']);
    expect(site.server.seen).toHaveLength(1);
  });
});

describe('content.children and descendants', () => {
  it('show every kind of content and say whose child it is', async () => {
    const site = await startCloudSite({
      'GET /wiki/api/v2/pages/5/direct-children': {
        results: [
          { id: '6', status: 'current', title: 'A', type: 'folder', spaceId: '1', childPosition: 3 },
          { id: '7', status: 'current', title: 'B', type: 'page', spaceId: '1', childPosition: null },
        ],
        _links: {},
      },
      'GET /wiki/api/v2/pages/5/descendants': {
        results: [
          {
            id: '8',
            status: 'current',
            title: 'C',
            type: 'whiteboard',
            parentId: '6',
            depth: 2,
            childPosition: 1,
          },
        ],
        _links: { next: '/wiki/api/v2/pages/5/descendants?cursor=c1' },
      },
    });
    const { content } = site.confluence;
    expect(await content.children({ id: '5', limit: 10 }, never)).toEqual({
      items: [
        { id: '6', type: 'folder', title: 'A', status: 'current', spaceId: '1', parentId: '5', position: 3 },
        { id: '7', type: 'page', title: 'B', status: 'current', spaceId: '1', parentId: '5' },
      ],
    });
    expect(await content.descendants({ id: '5', depth: 5 }, never)).toEqual({
      items: [
        { id: '8', type: 'whiteboard', title: 'C', status: 'current', parentId: '6', depth: 2, position: 1 },
      ],
      nextCursor: 'c1',
    });
    expect(site.query(1)).toEqual({ depth: '5' });
  });
});
