import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixtureSite, type Answer, type FixtureSite } from '../fixture-site.ts';
import { createContent } from '../model/create-content.ts';
import { createSpace } from '../model/spaces.ts';

describe('the tree, changed through v1', () => {
  let fixture: FixtureSite;
  beforeEach(async () => {
    fixture = await startFixtureSite();
  });
  afterEach(() => fixture.sandbox.close());

  const page = (title: string, parentId?: string): string =>
    createContent(fixture.sandbox.site, {
      kind: 'page',
      spaceId: fixture.space.id,
      title,
      author: fixture.ada.person.accountId,
      storage: `<p>${title}</p>`,
      ...(parentId === undefined ? {} : { parentId }),
    }).id;
  const move = (id: string, position: string, target: string): Promise<Answer> =>
    fixture.ben.send('PUT', `/wiki/rest/api/content/${id}/move/${position}/${target}`);
  const children = async (id: string): Promise<unknown[]> => {
    const answer = await fixture.ben.get(`/wiki/api/v2/pages/${id}/direct-children`);
    return [0, 1, 2, 3]
      .map((row) => answer.at(`results.${row}.title`))
      .filter((title) => title !== undefined);
  };

  it('moves before, after and below, and never below itself', async () => {
    const parent = page('Parent');
    const [a, b, c] = [page('A', parent), page('B', parent), page('C', parent)];
    await move(c, 'before', a);
    expect(await children(parent)).toEqual(['C', 'A', 'B']);
    await move(c, 'after', a);
    expect(await children(parent)).toEqual(['A', 'C', 'B']);
    expect((await move(b, 'append', a)).at('pageId')).toBe(b);
    expect(await children(a)).toEqual(['B']);
    expect((await move(a, 'append', b)).status).toBe(400);
    expect((await move(a, 'append', a)).status).toBe(400);
    expect((await move(a, 'append', '1')).status).toBe(404);
    expect((await move(a, 'beside', b)).status).toBe(400);
  });

  it('moves into another space with all below, unless a title is taken there or the person may not', async () => {
    const { site } = fixture.sandbox;
    const author = fixture.ben.person.accountId;
    const other = createSpace(site, { key: 'OTH', name: 'Other', author });
    const parent = page('Parent');
    page('Child', parent);
    const home = other.homepageId ?? '';
    createContent(site, { kind: 'page', spaceId: other.id, title: 'Child', author });
    expect((await move(parent, 'append', home)).status).toBe(400);
    await fixture.ben.send('PUT', `/wiki/api/v2/pages/${parent}/title`, {
      status: 'current',
      title: 'Parent',
    });
    const child = await fixture.ben.get(`/wiki/api/v2/pages/${parent}/direct-children`);
    const id = child.textAt('results.0.id');
    await fixture.ben.send('PUT', `/wiki/api/v2/pages/${id}/title`, { status: 'current', title: 'Renamed' });
    expect((await move(parent, 'append', home)).status).toBe(200);
    expect((await fixture.ben.get(`/wiki/api/v2/pages/${id}`)).at('spaceId')).toBe(other.id);
    const back = `/wiki/rest/api/content/${parent}/move/append/${fixture.space.homepageId ?? ''}`;
    expect((await fixture.ada.send('PUT', back)).status).toBe(404);
  });

  it('copies one page with what was asked for, and a whole tree as a task', async () => {
    const source = page('Source');
    page('Below', source);
    await fixture.ben.send('POST', `/wiki/rest/api/content/${source}/label`, [
      { prefix: 'global', name: 'kept' },
    ]);
    const target = page('Target');
    const copy = await fixture.ben.send('POST', `/wiki/rest/api/content/${source}/copy`, {
      copyLabels: true,
      destination: { type: 'parent_page', value: target },
      pageTitle: 'Copied',
    });
    expect([copy.status, copy.at('title'), copy.at('version.number')]).toEqual([200, 'Copied', 1]);
    const labels = await fixture.ben.get(`/wiki/api/v2/pages/${copy.textAt('id')}/labels`);
    expect(labels.at('results.0.name')).toBe('kept');
    const tree = await fixture.ben.send('POST', `/wiki/rest/api/content/${source}/pagehierarchy/copy`, {
      copyDescendants: true,
      destinationPageId: target,
      titleOptions: { prefix: 'New ' },
    });
    expect(tree.status).toBe(202);
    const task = await fixture.ben.get(`/wiki${tree.textAt('links.status')}`);
    expect([task.at('finished'), task.at('additionalDetails.totalPageNeedToCopy')]).toEqual([true, 2]);
    expect(await children(target)).toEqual(['Copied', 'New Source']);
  });

  it('restores a version as a new one and closes the gap of a deleted one', async () => {
    const id = page('History');
    for (const number of [2, 3]) {
      await fixture.ben.send('PUT', `/wiki/api/v2/pages/${id}`, {
        id,
        status: 'current',
        title: 'History',
        body: { representation: 'storage', value: `<p>v${number}</p>` },
        version: { number },
      });
    }
    const versions = `/wiki/rest/api/content/${id}/version`;
    const restored = await fixture.ben.send('POST', versions, {
      operationKey: 'restore',
      params: { versionNumber: 1, message: 'back' },
    });
    expect([restored.at('number'), restored.at('message')]).toEqual([4, 'back']);
    const read = await fixture.ben.get(`/wiki/api/v2/pages/${id}?body-format=storage`);
    expect(read.at('body.storage.value')).toBe('<p>History</p>');
    expect((await fixture.ben.send('DELETE', `${versions}/4`)).status).toBe(400);
    expect((await fixture.ben.send('DELETE', `${versions}/2`)).status).toBe(204);
    const left = await fixture.ben.get(`/wiki/api/v2/pages/${id}/versions`);
    expect([0, 1, 2, 3].map((row) => left.at(`results.${row}.number`))).toEqual([3, 2, 1, undefined]);
  });

  it('archives in place, and says 500 for a page that is not there', async () => {
    const parent = page('Parent');
    const id = page('Old', parent);
    const task = await fixture.ben.send('POST', '/wiki/rest/api/content/archive', {
      pages: [{ id: Number(id) }],
    });
    expect(task.status).toBe(202);
    const archived = await fixture.ben.get(`/wiki/api/v2/pages/${id}`);
    expect([archived.at('status'), archived.at('parentId')]).toEqual(['archived', parent]);
    expect(
      (await fixture.ben.send('POST', '/wiki/rest/api/content/archive', { pages: [{ id }] })).status,
    ).toBe(400);
    expect(
      (await fixture.ben.send('POST', '/wiki/rest/api/content/archive', { pages: [{ id: '1' }] })).status,
    ).toBe(500);
  });
});
