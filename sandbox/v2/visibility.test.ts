import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureSite, type FixtureSite } from '../fixture-site.ts';
import { addAttachment } from '../model/attachments.ts';
import { addComment } from '../model/comments.ts';
import { createContent } from '../model/create-content.ts';
import type { Content } from '../model/entities.ts';
import { setRestriction } from '../model/restrictions.ts';

describe('what a person may see and do', () => {
  let fixture: FixtureSite;
  let secret: Content;
  let below: Content;
  beforeAll(async () => {
    fixture = await startFixtureSite();
    const { site } = fixture.sandbox;
    const author = fixture.ada.person.accountId;
    const page = (title: string, parentId?: string): Content =>
      createContent(site, {
        kind: 'page',
        spaceId: fixture.space.id,
        title,
        author,
        ...(parentId === undefined ? {} : { parentId }),
      });
    secret = page('Secret');
    below = page('Below the secret', secret.id);
    addComment(site, below, { author, storage: '<p>hidden words</p>' });
    addAttachment(site, below, 'hidden.txt', { author, bytes: Buffer.from('x') });
    setRestriction(site, secret, 'read', [`user:${author}`]);
    setRestriction(site, page('Locked'), 'update', [`user:${author}`]);
  });
  afterAll(() => fixture.sandbox.close());

  it('hides a restricted page with everything below it, in every list and by id', async () => {
    for (const path of [
      `/wiki/api/v2/pages/${secret.id}`,
      `/wiki/api/v2/pages/${below.id}`,
      `/wiki/api/v2/pages/${below.id}/footer-comments`,
      `/wiki/api/v2/pages/${below.id}/properties`,
      `/wiki/rest/api/content/${below.id}/label`,
    ]) {
      expect((await fixture.ben.get(path)).status).toBe(404);
      expect((await fixture.ada.get(path)).status).toBe(200);
    }
    for (const path of [
      '/wiki/api/v2/pages?limit=250',
      `/wiki/api/v2/spaces/${fixture.space.id}/pages?limit=250`,
      `/wiki/api/v2/pages/${fixture.space.homepageId ?? ''}/descendants?depth=5`,
      `/wiki/api/v2/pages/${fixture.space.homepageId ?? ''}/direct-children`,
      '/wiki/api/v2/footer-comments?body-format=storage',
      '/wiki/api/v2/attachments',
    ]) {
      const seen = await fixture.ben.get(path);
      expect(seen.status).toBe(200);
      expect(seen.text).not.toMatch(/secret|hidden/i);
      expect((await fixture.ada.get(path)).text).toMatch(/secret|hidden/i);
    }
    const types = await fixture.ben.send('POST', '/wiki/api/v2/content/convert-ids-to-types', {
      contentIds: [below.id, fixture.space.homepageId],
    });
    expect(types.at('results')).toEqual({ [below.id]: null, [fixture.space.homepageId ?? '']: 'page' });
  });

  it('lets readers read, not write: v2 says 404, v1 says 403', async () => {
    const home = fixture.space.homepageId ?? '';
    expect((await fixture.cleo.get(`/wiki/api/v2/pages/${home}`)).status).toBe(200);
    const page = { spaceId: fixture.space.id, title: 'By Cleo' };
    expect((await fixture.cleo.send('POST', '/wiki/api/v2/pages', page)).status).toBe(404);
    expect((await fixture.cleo.send('DELETE', `/wiki/api/v2/pages/${home}`)).status).toBe(404);
    const comment = { pageId: home, body: { representation: 'storage', value: '<p>x</p>' } };
    expect((await fixture.cleo.send('POST', '/wiki/api/v2/footer-comments', comment)).status).toBe(404);
    const labels = [{ prefix: 'global', name: 'x' }];
    expect((await fixture.cleo.send('POST', `/wiki/rest/api/content/${home}/label`, labels)).status).toBe(
      403,
    );
    const operations = await fixture.cleo.get(`/wiki/api/v2/pages/${home}/operations`);
    expect(operations.at('operations')).toEqual([{ operation: 'read', targetType: 'page' }]);
  });

  it('shows nothing of a space to those without a right in it', async () => {
    expect((await fixture.dan.get('/wiki/api/v2/spaces')).at('results')).toEqual([]);
    expect((await fixture.dan.get(`/wiki/api/v2/spaces/${fixture.space.id}`)).status).toBe(404);
    expect((await fixture.dan.get('/wiki/api/v2/pages')).at('results')).toEqual([]);
    expect((await fixture.dan.get('/wiki/rest/api/space/ENG')).status).toBe(404);
  });

  it('lets an update restriction stop editors, not readers', async () => {
    const list = await fixture.ben.get('/wiki/api/v2/pages?title=locked');
    const id = list.textAt('results.0.id');
    const title = { status: 'current', title: 'Unlocked' };
    expect((await fixture.ben.send('PUT', `/wiki/api/v2/pages/${id}/title`, title)).status).toBe(404);
    expect((await fixture.ada.send('PUT', `/wiki/api/v2/pages/${id}/title`, title)).status).toBe(200);
  });
});
