import { describe, expect, it } from 'vitest';
import { startCloudSite } from '../testing/cloud-site.ts';

const never = new AbortController().signal;
const base = 'https://acme.atlassian.net/wiki';

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
    const site = await startCloudSite({
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
