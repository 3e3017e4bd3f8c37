import { describe, expect, it } from 'vitest';
import { base, engineering, listed } from '../testing/datacenter-answers.ts';
import { startDataCenterSite } from '../testing/datacenter-site.ts';

const never = new AbortController().signal;

const home = {
  ...engineering,
  status: 'CURRENT',
  homepage: { id: '65600', type: 'page' },
  description: { plain: { value: 'What we build', representation: 'plain' } },
  creationDate: '2025-01-01T00:00:00.000Z',
};
const asRead = {
  id: '98305',
  key: 'ENG',
  name: 'Engineering',
  type: 'global',
  status: 'current',
  homepageId: '65600',
  description: 'What we build',
  createdAt: '2025-01-01T00:00:00.000Z',
  webUrl: `${base}/spaces/ENG`,
};

describe('spaces', () => {
  it('are listed by keys, ids and type', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/space': listed([home], '/rest/api/space?start=2&limit=2'),
    });
    const { spaces } = site.confluence;
    const list = await spaces.list({ keys: ['ENG', '~ann'], type: 'global', limit: 2 }, never);
    expect(list).toEqual({ items: [asRead], nextCursor: expect.any(String) });
    expect(site.server.seen[0]?.path).toBe(
      '/confluence/rest/api/space?spaceKey=ENG&spaceKey=~ann&type=global&expand=homepage%2Cdescription.plain&limit=2',
    );
    await spaces.list({ ids: ['98305', '1'], cursor: list.nextCursor ?? '' }, never);
    expect(site.server.seen[1]?.path).toContain('spaceId=98305&spaceId=1');
    expect(site.query(1)['start']).toBe('2');
    await expect(spaces.list({ ids: ['1'], keys: ['ENG'] }, never)).rejects.toThrow('ids or by keys');
    await expect(spaces.list({ type: 'knowledge_base' }, never)).rejects.toThrow('no spaces of the type');
  });

  it('are read by id or by key', async () => {
    const site = await startDataCenterSite({
      'GET /rest/api/space': listed([home]),
      'GET /rest/api/space/ENG': home,
    });
    const { spaces } = site.confluence;
    const read = { ...asRead, webUrl: `${site.base}/spaces/ENG` };
    expect(await spaces.get({ id: '98305' }, never)).toEqual(read);
    expect(site.query(0)['spaceId']).toBe('98305');
    expect(await spaces.get({ id: 'ENG' }, never)).toEqual(read);
    // What the site answers for another id is not the space that was asked for.
    await expect(spaces.get({ id: '1' }, never)).rejects.toMatchObject({ code: 'not_found' });
    await expect(spaces.get({ id: 'NONE' }, never)).rejects.toMatchObject({
      code: 'not_found',
      message: 'Space NONE does not exist or is not visible to this account.',
    });
  });
});
