import { describe, expect, it } from 'vitest';
import { startCloudSite } from '../testing/cloud-site.ts';

const never = new AbortController().signal;
const base = 'https://acme.atlassian.net/wiki';

describe('labels', () => {
  it('are read through v2 and added through v1', async () => {
    const site = await startCloudSite({
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
