import { describe, expect, it } from 'vitest';
import { startCloudSite } from '../testing/cloud-site.ts';

const never = new AbortController().signal;
const base = 'https://acme.atlassian.net/wiki';
const versionRead = { number: 2, createdAt: '2026-01-01T00:00:00.000Z', authorId: 'a:1', minorEdit: false };
/** The site gives an empty message where there is none. */
const version = { ...versionRead, message: '' };

describe('versions', () => {
  it('come with their bodies where asked', async () => {
    const row = {
      ...version,
      page: { title: 'T', id: '5', body: { storage: { representation: 'storage', value: '<p/>' } } },
    };
    const site = await startCloudSite({
      'GET /wiki/api/v2/pages/5/versions': { results: [row], _links: { base } },
    });
    const { items } = await site.confluence.versions.forPage({ pageId: '5', bodyFormat: 'storage' }, never);
    expect(items).toEqual([{ ...versionRead, body: { representation: 'storage', value: '<p/>' } }]);
  });
});
