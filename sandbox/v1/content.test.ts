import { afterEach, describe, expect, it } from 'vitest';
import { startFixtureSite, type FixtureSite } from '../fixture-site.ts';

describe('the content API of v1', () => {
  let fixture: FixtureSite;
  afterEach(() => fixture.sandbox.close());

  it('still creates, reads, updates and deletes on an older site', async () => {
    fixture = await startFixtureSite();
    const storage = (value: string): unknown => ({ storage: { value, representation: 'storage' } });
    const created = await fixture.ben.send('POST', '/wiki/rest/api/content', {
      type: 'page',
      title: 'Plan',
      space: { key: 'ENG' },
      body: storage('<p>x</p>'),
    });
    const id = created.textAt('id');
    const path = `/wiki/rest/api/content/${id}`;
    expect(created.at('_links.webui')).toBe(`/spaces/ENG/pages/${id}/Plan`);
    const update = { type: 'page', title: 'Plan', body: storage('<p>y</p>') };
    expect((await fixture.ben.send('PUT', path, { ...update, version: { number: 2 } })).status).toBe(200);
    const stale = await fixture.ben.send('PUT', path, { ...update, version: { number: 2 } });
    expect([stale.status, stale.at('message')]).toEqual([
      409,
      'com.atlassian.confluence.api.service.exceptions.ConflictException: Version must be incremented on update. Current version is: 2',
    ]);
    const read = await fixture.ben.get(`${path}?expand=body.storage,version`);
    expect([read.at('body.storage.value'), read.at('version.number'), read.at('space')]).toEqual([
      '<p>y</p>',
      2,
      undefined,
    ]);
    expect((await fixture.ben.send('DELETE', path)).status).toBe(204);
    const gone = await fixture.ben.get(path);
    expect([gone.status, gone.at('statusCode'), gone.at('message')]).toEqual([
      404,
      404,
      `com.atlassian.confluence.api.service.exceptions.NotFoundException: No content found with id: ContentId{id=${id}}`,
    ]);
  });

  it('pages by start and limit, next relative to the context', async () => {
    fixture = await startFixtureSite();
    for (const title of ['A', 'B', 'C']) {
      await fixture.ben.send('POST', '/wiki/api/v2/pages', { spaceId: fixture.space.id, title });
    }
    const path = `/rest/api/content/${fixture.space.homepageId ?? ''}/child/page`;
    const first = await fixture.ben.get(`/wiki${path}?limit=2`);
    expect(first.at('size')).toBe(2);
    expect(first.textAt('_links.next')).toBe(`${path}?limit=2&next=true&start=2`);
    const last = await fixture.ben.get(`/wiki${first.textAt('_links.next')}`);
    expect([last.at('results.0.title'), last.at('_links.next')]).toEqual(['C', undefined]);
    expect((await fixture.ben.get('/wiki/rest/api/content?type=folder')).status).toBe(501);
  });

  it('answers 410 on a newer site, while what v2 lacks stays', async () => {
    fixture = await startFixtureSite({ v1Content: 'gone' });
    const home = fixture.space.homepageId ?? '';
    for (const path of [
      '/content',
      `/content/${home}`,
      `/content/${home}/child/page`,
      `/content/${home}/label`,
    ]) {
      expect((await fixture.ben.get(`/wiki/rest/api${path}`)).status).toBe(410);
    }
    const label = await fixture.ben.send('POST', `/wiki/rest/api/content/${home}/label`, [
      { prefix: 'global', name: 'kept' },
    ]);
    expect(label.status).toBe(200);
    expect((await fixture.ben.get('/wiki/rest/api/space/ENG')).status).toBe(200);
    expect((await fixture.ben.get('/wiki/rest/api/content/search?cql=type=page')).status).toBe(200);
  });
});
