import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { engineering, listed, page } from '../testing/datacenter-answers.ts';
import { signedIn, startDataCenterSite } from '../testing/datacenter-site.ts';
import { json, type SeenRequest } from '../testing/http-server.ts';

const never = new AbortController().signal;

const node = (id: string, ancestors: readonly string[]) => ({
  id,
  type: 'page',
  status: 'current',
  title: `Page ${id}`,
  space: engineering,
  ancestors: ancestors.map((each) => ({ id: each, type: 'page', title: `Page ${each}`, status: 'current' })),
  extensions: { position: 3 },
});
const read = { type: 'page', status: 'current', spaceId: '98305', position: 3 };

describe('the tree', () => {
  it('gives children with the space and the place', async () => {
    const rows = [node('5', []), { ...node('6', []), extensions: { position: 'none' } }];
    const site = await startDataCenterSite({ 'GET /rest/api/content/65613/child/page': listed(rows) });
    const { items } = await site.confluence.content.children({ id: '65613', limit: 100 }, never);
    expect(items).toEqual([
      { ...read, id: '5', title: 'Page 5', parentId: '65613' },
      { type: 'page', status: 'current', spaceId: '98305', id: '6', title: 'Page 6', parentId: '65613' },
    ]);
    expect(site.query(0)).toEqual({ expand: 'space', limit: '100' });
  });

  it('gives ancestors from the top, the nearest where they are limited, in one request', async () => {
    const site = await startDataCenterSite({ 'GET /rest/api/content/65613': page });
    const { content } = site.confluence;
    expect(await content.ancestors({ id: '65613' }, never)).toEqual([
      { id: '65600', type: 'page', title: 'Engineering Home', status: 'current', spaceId: '98305' },
      {
        id: '65601',
        type: 'page',
        title: 'Releases',
        status: 'current',
        spaceId: '98305',
        parentId: '65600',
      },
    ]);
    expect((await content.ancestors({ id: '65613', limit: 1 }, never)).map(({ id }) => id)).toEqual([
      '65601',
    ]);
    expect(site.server.seen).toHaveLength(2);
  });

  it('gives descendants to a depth, across pages of the search, each once', async () => {
    const rows = [
      node('1', ['9', '7']),
      node('2', ['9', '7', '1']),
      node('3', ['9', '7', '1', '2']),
      node('4', ['9', '7']),
      node('5', ['9', '7', '1']),
    ];
    const site = await startDataCenterSite({
      'GET /rest/api/content/search': ({ path }: SeenRequest, response: ServerResponse) => {
        const start = Number(/start=(\d+)/.exec(path)?.[1] ?? 0);
        const next = start + 2 < rows.length ? `/rest/api/content/search?start=${start + 2}` : undefined;
        json(response, listed(rows.slice(start, start + 2), next), 200, signedIn);
      },
    });
    const { content } = site.confluence;
    const whole = await content.descendants({ id: '7', depth: 10 }, never);
    expect(whole.items.map(({ id, depth, parentId }) => [id, depth, parentId])).toEqual([
      ['1', 1, '7'],
      ['2', 2, '1'],
      ['3', 3, '2'],
      ['4', 1, '7'],
      ['5', 2, '1'],
    ]);
    expect(whole.nextCursor).toBeUndefined();
    expect(site.query(0)).toMatchObject({
      cql: 'ancestor = 7 and type = page order by created',
      limit: '200',
    });

    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const part = await content.descendants({ id: '7', limit: 1, ...(cursor && { cursor }) }, never);
      ids.push(...part.items.map(({ id }) => id));
      cursor = part.nextCursor;
    } while (cursor !== undefined);
    expect(ids).toEqual(['1', '2', '4', '5']);
  });

  it('tells a page without descendants from one that is not there', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/content/search': listed([]),
      'GET /rest/api/content/65613': page,
    });
    const { content } = site.confluence;
    expect(await content.descendants({ id: '65613' }, never)).toEqual({ items: [] });
    await expect(content.descendants({ id: '1' }, never)).rejects.toMatchObject({
      code: 'not_found',
      message: 'Page 1 does not exist or is not visible to this account.',
    });
  });
});
