import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../fixture-site.ts';
import { addComment, updateComment } from '../../model/comments.ts';
import { createContent } from '../../model/create-content.ts';
import type { Content } from '../../model/entities.ts';
import {
  callerOf,
  startDataCenterFixture,
  type DataCenterCaller,
  type DataCenterFixture,
} from '../fixture-site.ts';

const token = { 'x-atlassian-token': 'nocheck' };

describe('what stands around content on a Data Center', () => {
  let fixture: DataCenterFixture;
  let ada: DataCenterCaller;
  let page: Content;
  beforeAll(async () => {
    fixture = await startDataCenterFixture();
    ({ ada } = fixture);
    page = add('Page');
  });
  afterAll(() => fixture.sandbox.close());

  const add = (title: string, storage = '<p>The quick brown fox</p>'): Content =>
    createContent(fixture.sandbox.site, {
      kind: 'page',
      spaceId: fixture.space.id,
      title,
      storage,
      author: ada.person.accountId,
    });
  const comment = (body: string, more: Record<string, unknown> = {}): Promise<Answer> =>
    ada.send('POST', '/rest/api/content', {
      type: 'comment',
      container: { id: page.id, type: 'page' },
      body: { storage: { value: body, representation: 'storage' } },
      ...more,
    });
  const comments = async (query: string): Promise<unknown[]> => {
    const answer = await ada.get(`/rest/api/content/${page.id}/child/comment?expand=body.storage&${query}`);
    return resultsOf(answer).map((row) => Object(row).body.storage.value);
  };

  it('comments in threads, at the foot and in the text', async () => {
    const first = await comment('<p>first</p>');
    expect([first.status, first.at('container.id'), first.at('extensions.location')]).toEqual([
      200,
      page.id,
      'footer',
    ]);
    const reply = await comment('<p>reply</p>', { ancestors: [{ id: first.textAt('id') }] });
    expect(reply.at('ancestors.0.id')).toBe(first.textAt('id'));
    const { site } = fixture.sandbox;
    const author = ada.person.accountId;
    addComment(site, page, { author, storage: '<p>open</p>', selection: { text: 'quick' } });
    const done = addComment(site, page, { author, storage: '<p>done</p>', selection: { text: 'fox' } });
    updateComment(site, done, { author, resolved: true });

    expect(await comments('')).toEqual(['<p>first</p>', '<p>open</p>', '<p>done</p>']);
    expect(await comments('depth=all')).toEqual([
      '<p>first</p>',
      '<p>reply</p>',
      '<p>open</p>',
      '<p>done</p>',
    ]);
    expect(await comments('location=inline')).toEqual(['<p>open</p>']);
    expect(await comments('location=resolved')).toEqual(['<p>done</p>']);
    expect(await comments('location=footer&location=resolved')).toEqual(['<p>first</p>', '<p>done</p>']);
    const inline = await ada.get(
      `/rest/api/content/${done.id}?expand=extensions.inlineProperties,extensions.resolution`,
    );
    expect([
      inline.at('extensions.inlineProperties.originalSelection'),
      inline.at('extensions.resolution.status'),
    ]).toEqual(['fox', 'resolved']);
  });

  it('changes and deletes comments', async () => {
    const id = (await comment('<p>typo</p>')).textAt('id');
    const changed = await ada.send('PUT', `/rest/api/content/${id}`, {
      type: 'comment',
      version: { number: 2 },
      body: { storage: { value: '<p>better</p>' } },
    });
    expect([changed.at('body.storage.value'), changed.at('version.number')]).toEqual(['<p>better</p>', 2]);
    const foreign = await fixture.ben.send('DELETE', `/rest/api/content/${id}`);
    expect(foreign.status).toBe(403);
    expect((await ada.send('DELETE', `/rest/api/content/${id}`)).status).toBe(204);
    expect((await ada.get(`/rest/api/content/${id}`)).status).toBe(404);
  });

  it('puts labels on and takes them off', async () => {
    const added = await ada.send('POST', `/rest/api/content/${page.id}/label`, [
      { prefix: 'global', name: 'How-To' },
      { name: 'draft' },
    ]);
    expect(resultsOf(added).map((row) => Object(row).name)).toEqual(['how-to', 'draft']);
    expect((await ada.send('DELETE', `/rest/api/content/${page.id}/label/draft`)).status).toBe(204);
    expect((await ada.send('DELETE', `/rest/api/content/${page.id}/label?name=draft`)).status).toBe(404);
    const left = await ada.get(`/rest/api/content/${page.id}/label`);
    expect([left.at('size'), left.at('results.0.name'), left.at('limit')]).toEqual([1, 'how-to', 200]);
  });

  it('keeps properties by version', async () => {
    const path = `/rest/api/content/${page.id}/property`;
    const created = await ada.send('POST', path, { key: 'review', value: { by: 'ada' } });
    expect([created.at('value'), created.at('version.number')]).toEqual([{ by: 'ada' }, 1]);
    expect((await ada.send('POST', path, { key: 'review', value: 1 })).status).toBe(400);
    const body = { key: 'review', value: [1], version: { number: 2 } };
    expect((await ada.send('PUT', `${path}/review`, body)).at('value')).toEqual([1]);
    expect((await ada.send('PUT', `${path}/review`, body)).status).toBe(409);
    const first = { value: 1, version: { number: 1 } };
    expect((await ada.send('PUT', `${path}/fresh`, first)).at('key')).toBe('fresh');
    expect((await ada.send('DELETE', `${path}/review`)).status).toBe(204);
    expect((await ada.get(`${path}/review`)).status).toBe(404);
  });

  it('restricts by user name, never locking the caller out', async () => {
    const secret = add('Restricted');
    const path = `/rest/api/content/${secret.id}/restriction`;
    const user = (username: string) => ({ type: 'known', username });
    const asked = (...users: object[]) => [{ operation: 'read', restrictions: { user: users } }];
    expect((await ada.send('PUT', path, asked(user('ben')))).status).toBe(400);
    const written = await ada.send('PUT', path, asked(user('ada'), user('ben')));
    expect([written.status, written.at('results.0.restrictions.user.size')]).toEqual([200, 2]);
    const group = [{ operation: 'read', restrictions: { group: [{ type: 'group', name: 'editors' }] } }];
    await ada.send('PUT', path, group);
    const read = await ada.get(`${path}/byOperation`);
    expect([
      read.at('read.restrictions.user.results.1.username'),
      read.at('read.restrictions.group.results.0.name'),
      read.at('update.restrictions.user.size'),
    ]).toEqual(['ben', 'editors', 0]);
    expect((await fixture.cleo.get(`/rest/api/content/${secret.id}`)).status).toBe(404);
    const unread = [{ operation: 'update', restrictions: { user: [user('ada'), user('cleo')] } }];
    expect((await ada.send('PUT', path, unread)).status).toBe(400);
    const open = [{ operation: 'read', restrictions: { user: [], group: [] } }];
    await ada.send('PUT', path, open);
    expect((await fixture.cleo.get(`/rest/api/content/${secret.id}`)).status).toBe(200);
    expect((await ada.send('POST', path, open)).status).toBe(404);
  });

  it('takes files, new bytes, names and moves, and gives the bytes itself', async () => {
    const path = `/rest/api/content/${page.id}/child/attachment`;
    const file = (text: string, name = 'größe 1.txt'): FormData => {
      const form = new FormData();
      form.append('file', new Blob([text], { type: 'text/plain' }), name);
      form.append('comment', new Blob(['naïve'], { type: 'text/plain; charset=utf-8' }));
      return form;
    };
    expect((await ada.send('POST', path, file('one'))).status).toBe(403);
    const added = await ada.send('POST', path, file('one'), token);
    expect([added.status, added.at('results.0.title')]).toEqual([200, 'größe 1.txt']);
    const id = added.textAt('results.0.id');
    expect(id).toMatch(/^\d+$/);
    const again = await ada.send('POST', path, file('two'), token);
    expect([again.status, again.textAt('message')]).toEqual([
      400,
      expect.stringContaining('same file name as an existing attachment'),
    ]);
    const data = await ada.send('POST', `${path}/att${id}/data`, file('two'), token);
    expect([data.at('version.number'), data.at('extensions.fileSize')]).toEqual([2, 3]);
    const download = await ada.get(data.textAt('_links.download'));
    expect([download.status, download.text, download.headers.get('content-type')]).toEqual([
      200,
      'two',
      'text/plain',
    ]);
    const old = await ada.get(data.textAt('_links.download').replace('version=2', 'version=1'));
    expect(old.text).toBe('one');
    const visitor = callerOf(fixture.sandbox, ada.person, '');
    const login = await visitor.get(data.textAt('_links.download'));
    expect([login.status, login.headers.get('location')]).toEqual([
      302,
      expect.stringContaining('/confluence/login.action?os_destination='),
    ]);
    expect((await ada.get(`${path}/${id}/extractedtext`)).at('extractedText')).toBe('two');
    const renamed = { version: { number: 2 }, title: 'plain.txt' };
    expect((await ada.send('PUT', `${path}/${id}`, { ...renamed, version: { number: 1 } })).status).toBe(409);
    expect((await ada.send('PUT', `${path}/${id}`, renamed)).at('title')).toBe('plain.txt');
    const other = add('Other page');
    const move = `${path}/${id}/move?newContentId=${other.id}`;
    expect((await ada.send('POST', move)).status).toBe(403);
    expect((await ada.send('POST', move, undefined, token)).status).toBe(204);
    const there = `/rest/api/content/${other.id}/child/attachment`;
    expect((await ada.get(`${there}?filename=plain.txt`)).at('results.0.id')).toBe(id);
    expect((await ada.send('DELETE', `${there}/${id}`)).status).toBe(204);
    expect((await ada.get(there)).at('size')).toBe(0);
  });

  it('knows people by name and by key, and groups by name', async () => {
    const { accountId } = fixture.ben.person;
    expect((await ada.get('/rest/api/user?username=BEN')).at('userKey')).toBe(accountId);
    expect((await ada.get(`/rest/api/user?key=${accountId}`)).at('username')).toBe('ben');
    const unknown = await ada.get('/rest/api/user?username=nobody');
    expect([unknown.status, unknown.at('message')]).toEqual([404, 'No user found with username : nobody']);
    const groups = await ada.get('/rest/api/user/memberof?username=ben');
    expect(groups.at('results.0.name')).toBe('editors');
    expect((await ada.get('/rest/api/group/editors/member')).at('results.0.username')).toBe('ben');
    expect((await ada.get('/rest/api/user?accountId=x')).status).toBe(400);
  });

  it('makes, changes and deletes spaces', async () => {
    const created = await ada.send('POST', '/rest/api/space', {
      key: 'NEW',
      name: 'New',
      description: { plain: { value: 'Fresh', representation: 'plain' } },
    });
    expect([created.status, created.at('key'), created.at('type')]).toEqual([200, 'NEW', 'global']);
    const changed = await ada.send('PUT', '/rest/api/space/NEW', { name: 'Newer' });
    expect(changed.at('name')).toBe('Newer');
    const read = await ada.get('/rest/api/space/new?expand=description.plain,homepage');
    expect([read.at('description.plain.value'), read.at('homepage.type')]).toEqual(['Fresh', 'page']);
    const listed = await ada.get('/rest/api/space?spaceKey=NEW&spaceKey=ENG');
    expect(listed.at('size')).toBe(2);
    const missing = await ada.get('/rest/api/space/NONE');
    expect([missing.status, missing.at('message')]).toEqual([404, 'No space with key : NONE']);
    const deleted = await ada.send('DELETE', '/rest/api/space/NEW');
    expect(deleted.status).toBe(202);
    expect((await ada.get(deleted.textAt('links.status'))).at('percentageComplete')).toBe(100);
  });
});

function resultsOf(answer: Answer): unknown[] {
  const results = answer.at('results');
  return Array.isArray(results) ? results : [];
}
