import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixtureSite, type Answer, type FixtureSite } from '../fixture-site.ts';

const body = (value: string): unknown => ({ representation: 'storage', value });

describe('the life of a page', () => {
  let fixture: FixtureSite;
  beforeEach(async () => {
    fixture = await startFixtureSite();
  });
  afterEach(() => fixture.sandbox.close());

  const create = (fields: object): Promise<Answer> =>
    fixture.ben.send('POST', '/wiki/api/v2/pages', { spaceId: fixture.space.id, ...fields });
  const update = (id: string, number: number, fields: object = {}): Promise<Answer> =>
    fixture.ben.send('PUT', `/wiki/api/v2/pages/${id}`, {
      id,
      status: 'current',
      title: 'Plan',
      body: body('<p>new</p>'),
      version: { number },
      ...fields,
    });
  const read = (id: string, query = ''): Promise<Answer> =>
    fixture.ben.get(`/wiki/api/v2/pages/${id}?${query}`);

  it('is created with 200 below the homepage, without a body in the answer', async () => {
    const answer = await create({ title: 'Plan', body: body('<p>x</p>') });
    expect([answer.status, answer.at('parentId'), answer.at('body')]).toEqual([
      200,
      fixture.space.homepageId,
      {},
    ]);
    const top = await fixture.ben.send('POST', '/wiki/api/v2/pages?root-level=true', {
      spaceId: fixture.space.id,
      title: 'Top',
    });
    expect(top.at('parentId')).toBeNull();
  });

  it('counts versions and refuses a stale one with the recorded 409', async () => {
    const id = (await create({ title: 'Plan', body: body('<p>x</p>') })).textAt('id');
    expect((await update(id, 2)).at('version.number')).toBe(2);
    const stale = await update(id, 2);
    expect(stale.status).toBe(409);
    expect(stale.at('errors.0.code')).toBe('CONFLICT');
    expect(stale.at('errors.0.title')).toBe(
      'Version must be incremented when updating a page. Current Version: [2]. Provided version: [2]',
    );
    expect((await read(id, 'body-format=storage&version=1')).at('body.storage.value')).toBe('<p>x</p>');
    expect((await read(id, 'version=9')).status).toBe(404);
  });

  it('keeps its title to itself, archived too, but not against folders', async () => {
    const id = (await create({ title: 'Plan' })).textAt('id');
    const twin = await create({ title: 'plan' });
    expect([twin.status, twin.at('errors.0.title')]).toEqual([
      400,
      'A page with this title already exists: A page already exists with the same TITLE in this space',
    ]);
    await fixture.ben.send('POST', '/wiki/rest/api/content/archive', { pages: [{ id }] });
    expect((await create({ title: 'Plan' })).status).toBe(400);
    const folder = { spaceId: fixture.space.id, title: 'Plan' };
    expect((await fixture.ben.send('POST', '/wiki/api/v2/folders', folder)).status).toBe(200);
  });

  it('refuses a body that is not storage format, and one that is too large, and keeps what was', async () => {
    const id = (await create({ title: 'Plan', body: body('<p>x</p>') })).textAt('id');
    const bad = await update(id, 2, { body: body('<p>open') });
    expect([bad.status, bad.textAt('errors.0.title')]).toEqual([
      400,
      expect.stringContaining('Error parsing xhtml'),
    ]);
    expect((await update(id, 2, { body: body('x'.repeat(5 * 1024 * 1024)) })).status).toBe(413);
    expect((await update(id, 2, { body: undefined })).status).toBe(400);
    expect((await read(id, 'body-format=storage')).at('body.storage.value')).toBe('<p>x</p>');
    expect((await read(id)).at('version.number')).toBe(1);
  });

  it('goes to the trash without a place, comes back by a PUT that keeps the body, and is purged from there', async () => {
    const parent = (await create({ title: 'Parent' })).textAt('id');
    const id = (await create({ title: 'Plan', parentId: parent, body: body('<p>x</p>') })).textAt('id');
    const child = (await create({ title: 'Child', parentId: id })).textAt('id');
    expect((await fixture.ben.send('DELETE', `/wiki/api/v2/pages/${id}`)).status).toBe(204);
    const trashed = await read(id);
    const place = ['status', 'parentId', 'parentType', 'position'].map((key) => trashed.at(key));
    expect(place).toEqual(['trashed', null, null, null]);
    expect((await read(child)).at('parentId')).toBe(parent);
    expect((await fixture.ben.get('/wiki/api/v2/pages?title=plan')).at('results')).toEqual([]);
    expect((await fixture.ben.get('/wiki/api/v2/pages?title=plan&status=trashed')).at('results.0.id')).toBe(
      id,
    );

    const restored = await update(id, 2, { body: body('<p>ignored</p>') });
    expect([restored.status, restored.at('status'), restored.at('parentId')]).toEqual([
      200,
      'current',
      parent,
    ]);
    expect((await read(id, 'body-format=storage')).at('body.storage.value')).toBe('<p>x</p>');

    const tooEarly = await fixture.ada.send('DELETE', `/wiki/api/v2/pages/${id}?purge=true`);
    expect(tooEarly.status).toBe(400);
    await fixture.ben.send('DELETE', `/wiki/api/v2/pages/${id}`);
    expect((await fixture.ben.send('DELETE', `/wiki/api/v2/pages/${id}?purge=true`)).status).toBe(404);
    expect((await fixture.ada.send('DELETE', `/wiki/api/v2/pages/${id}?purge=true`)).status).toBe(204);
    const missing = await read(id);
    expect([missing.status, missing.at('errors.0.title')]).toEqual([
      404,
      `Cannot find a page with id [${id}]`,
    ]);
  });

  it('keeps an unpublished draft to its author until it is published as version 1', async () => {
    const id = (await create({ status: 'draft', body: body('<p>idea</p>') })).textAt('id');
    expect((await read(id)).status).toBe(404);
    expect((await read(id, 'get-draft=true')).at('status')).toBe('draft');
    expect((await fixture.ada.get(`/wiki/api/v2/pages/${id}?get-draft=true`)).status).toBe(404);
    expect((await fixture.ben.get('/wiki/api/v2/pages?limit=250')).text).not.toContain(id);
    const published = await update(id, 1);
    expect([published.at('status'), published.at('version.number')]).toEqual(['current', 1]);
  });

  it('keeps a draft beside the published body', async () => {
    const id = (await create({ title: 'Plan', body: body('<p>x</p>') })).textAt('id');
    expect((await update(id, 2, { status: 'draft' })).status).toBe(400);
    const draft = await update(id, 1, { status: 'draft', body: body('<p>draft</p>') });
    expect(draft.at('status')).toBe('draft');
    expect((await read(id, 'body-format=storage')).at('body.storage.value')).toBe('<p>x</p>');
    expect((await read(id, 'get-draft=true&body-format=storage')).at('body.storage.value')).toBe(
      '<p>draft</p>',
    );
    await fixture.ben.send('DELETE', `/wiki/api/v2/pages/${id}?draft=true`);
    expect((await read(id, 'get-draft=true&body-format=storage')).at('body.storage.value')).toBe('<p>x</p>');
  });

  it('is written and read as ADF, the value a JSON string both ways', async () => {
    const value = JSON.stringify({
      type: 'doc',
      version: 1,
      content: [
        {
          type: 'paragraph',
          content: [
            {
              type: 'text',
              text: 'Hi',
            },
          ],
        },
      ],
    });
    const id = (await create({ title: 'Plan', body: { representation: 'atlas_doc_format', value } })).textAt(
      'id',
    );
    expect((await read(id, 'body-format=atlas_doc_format')).at('body.atlas_doc_format.value')).toBe(value);
    expect((await read(id, 'body-format=storage')).at('body.storage.value')).toContain('Hi');
    const wrong = await create({ title: 'Other', body: { representation: 'atlas_doc_format', value: '{}' } });
    expect(wrong.status).toBe(400);
  });
});
