import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../fixture-site.ts';
import { setRestriction } from '../../model/restrictions.ts';
import { startDataCenterFixture, type DataCenterCaller, type DataCenterFixture } from '../fixture-site.ts';

describe('content of a Data Center', () => {
  let fixture: DataCenterFixture;
  let ada: DataCenterCaller;
  beforeAll(async () => {
    fixture = await startDataCenterFixture();
    ({ ada } = fixture);
  });
  afterAll(() => fixture.sandbox.close());

  const write = (title: string, more: Record<string, unknown> = {}): Promise<Answer> =>
    ada.send('POST', '/rest/api/content', {
      type: 'page',
      title,
      space: { key: 'ENG' },
      body: { storage: { value: `<p>${title}</p>`, representation: 'storage' } },
      ...more,
    });
  const made = async (title: string, more: Record<string, unknown> = {}): Promise<string> =>
    (await write(title, more)).textAt('id');
  const update = (id: string, number: number, more: Record<string, unknown> = {}): Promise<Answer> =>
    ada.send('PUT', `/rest/api/content/${id}`, { type: 'page', version: { number }, ...more });

  it('creates a page and answers with what was written', async () => {
    const answer = await write('Runbook');
    expect([answer.status, answer.at('title'), answer.at('version.number')]).toEqual([200, 'Runbook', 1]);
    expect(answer.at('body.storage.value')).toBe('<p>Runbook</p>');
    expect(answer.at('history.createdBy.username')).toBe('ada');
    expect(answer.at('_links.context')).toBe('/confluence');
    expect(answer.at('_links.base')).toBe(fixture.sandbox.siteUrl);
    expect(answer.at('_links.webui')).toBe(`/spaces/ENG/pages/${answer.textAt('id')}/Runbook`);
  });

  it('expands what is asked and names the rest', async () => {
    const id = await made('Expanded');
    const bare = await ada.get(`/rest/api/content/${id}?expand=`);
    expect([bare.at('space'), bare.at('_expandable.space')]).toEqual([undefined, '/rest/api/space/ENG']);
    const standard = await ada.get(`/rest/api/content/${id}`);
    expect([standard.at('space.key'), standard.at('body'), standard.at('_expandable.body')]).toEqual([
      'ENG',
      undefined,
      '',
    ]);
    const asked = await ada.get(
      `/rest/api/content/${id}?expand=body.storage,body.view,ancestors,metadata.labels`,
    );
    expect(asked.at('body.view.value')).toBe('<p>Expanded</p>');
    expect([asked.at('ancestors'), asked.at('metadata.labels.results'), asked.at('space')]).toEqual([
      [],
      [],
      undefined,
    ]);
  });

  it('refuses a version that does not follow, and one that is missing', async () => {
    const id = await made('Versions');
    expect((await update(id, 2, { body: { storage: { value: '<p>2</p>' } } })).at('version.number')).toBe(2);
    const stale = await update(id, 2, { body: { storage: { value: '<p>late</p>' } } });
    expect(JSON.parse(stale.text)).toEqual({
      statusCode: 409,
      data: { authorized: true, valid: false, allowedInReadOnlyMode: true, errors: [], successful: false },
      message: 'Version must be incremented on update. Current version is: 2',
      reason: 'Conflict',
    });
    expect((await ada.send('PUT', `/rest/api/content/${id}`, { type: 'page' })).status).toBe(400);
    const read = await ada.get(`/rest/api/content/${id}?expand=body.storage`);
    expect(read.at('body.storage.value')).toBe('<p>2</p>');
    const first = await ada.get(
      `/rest/api/content/${id}?version=1&status=historical&expand=body.storage,version`,
    );
    expect([first.at('status'), first.at('body.storage.value'), first.at('version.number')]).toEqual([
      'historical',
      '<p>Versions</p>',
      1,
    ]);
  });

  it('keeps the body and the title that an update does not give', async () => {
    const id = await made('Kept');
    const answer = await update(id, 2, { title: 'Renamed' });
    expect([answer.at('title'), answer.at('body.storage.value')]).toEqual(['Renamed', '<p>Kept</p>']);
    const again = await update(id, 3, { body: { storage: { value: '<p>new</p>' } } });
    expect([again.at('title'), again.at('body.storage.value')]).toEqual(['Renamed', '<p>new</p>']);
  });

  it('moves a page below the parent that an update names, and leaves nothing half done', async () => {
    const [parent, id] = [await made('Parent'), await made('Child')];
    const moved = await update(id, 2, { ancestors: [{ id: parent }] });
    expect(moved.at('ancestors.0.title')).toBe('Parent');
    const children = await ada.get(`/rest/api/content/${parent}/child/page`);
    expect(children.at('results.0.id')).toBe(id);
    const loop = await update(parent, 2, { ancestors: [{ id }] });
    expect(loop.status).toBe(400);
    const other = await made('Other parent');
    const broken = await update(id, 3, {
      ancestors: [{ id: other }],
      body: { storage: { value: '<p>open' } },
    });
    expect([broken.status, broken.textAt('message').startsWith('Error parsing xhtml')]).toEqual([400, true]);
    const still = await ada.get(`/rest/api/content/${id}?expand=ancestors,version`);
    expect([still.at('ancestors.0.id'), still.at('version.number')]).toEqual([parent, 2]);
  });

  it('refuses a title that is taken in the space', async () => {
    await made('Taken');
    const answer = await write('taken');
    expect([answer.status, answer.at('message')]).toEqual([
      400,
      'A page with this title already exists: A page already exists with the title taken in the space with key ENG',
    ]);
  });

  it('trashes, restores and purges', async () => {
    const id = await made('Short-lived');
    expect((await ada.send('DELETE', `/rest/api/content/${id}`)).status).toBe(204);
    const gone = await ada.get(`/rest/api/content/${id}`);
    expect([gone.status, gone.at('message'), gone.at('reason')]).toEqual([
      404,
      `No content found with id: ContentId{id=${id}}`,
      'Not Found',
    ]);
    expect((await ada.get(`/rest/api/content/${id}?status=trashed`)).at('status')).toBe('trashed');
    expect((await ada.get(`/rest/api/content/${id}?status=any`)).at('status')).toBe('trashed');
    const restored = await update(id, 2, { status: 'current' });
    expect([restored.at('status'), restored.at('version.number')]).toEqual(['current', 2]);
    await ada.send('DELETE', `/rest/api/content/${id}`);
    expect((await ada.send('DELETE', `/rest/api/content/${id}`)).status).toBe(404);
    expect((await ada.send('DELETE', `/rest/api/content/${id}?status=trashed`)).status).toBe(204);
    expect((await ada.get(`/rest/api/content/${id}?status=any`)).status).toBe(404);
  });

  it('keeps drafts out of sight until they are published', async () => {
    const id = await made('Draft', { status: 'draft' });
    expect((await ada.get(`/rest/api/content/${id}`)).status).toBe(404);
    expect((await ada.get(`/rest/api/content/${id}?status=draft`)).at('status')).toBe('draft');
    expect((await fixture.ben.get(`/rest/api/content/${id}?status=draft`)).status).toBe(404);
    const published = await update(id, 1, { status: 'current' });
    expect([published.at('status'), published.at('version.number')]).toEqual(['current', 1]);
    expect((await fixture.ben.get(`/rest/api/content/${id}`)).status).toBe(200);
  });

  it('pages lists by start and limit, with links below the context', async () => {
    for (const title of ['List 1', 'List 2', 'List 3']) await made(title);
    const first = await ada.get('/rest/api/content?spaceKey=ENG&limit=2&expand=version');
    expect([first.at('start'), first.at('limit'), first.at('size')]).toEqual([0, 2, 2]);
    const next = first.textAt('_links.next');
    expect(next).toMatch(/^\/rest\/api\/content\?/);
    const second = await ada.get(next);
    expect(second.at('start')).toBe(2);
    expect(second.at('results.0.id')).not.toBe(first.at('results.0.id'));
    expect(second.at('results.0.version.number')).toBe(1);
    const titled = await ada.get('/rest/api/content?spaceKey=ENG&title=list%202');
    expect([titled.at('size'), titled.at('results.0.title')]).toEqual([1, 'List 2']);
    const unknown = await ada.get('/rest/api/content?spaceKey=NONE');
    expect([unknown.status, unknown.at('message')]).toEqual([404, 'No space with key : NONE']);
  });

  it('scans everything by cursor, forwards and backwards', async () => {
    const pages: Answer[] = [];
    let path: string | null = '/rest/api/content/scan?spaceKey=ENG&limit=3&expand=';
    while (path !== null) {
      const page: Answer = await ada.get(path);
      pages.push(page);
      const next: unknown = page.at('_links.next');
      path = typeof next === 'string' ? next : null;
    }
    const titles = pages.flatMap((page) => resultsOf(page).map((row) => Reflect.get(row, 'title')));
    const back = await ada.get(pages[2]?.textAt('_links.prev') ?? '');
    expect(resultsOf(back)).toEqual(resultsOf(pages[1] ?? back));
    const all = await ada.get('/rest/api/content?spaceKey=ENG&limit=200');
    expect(titles).toHaveLength(Number(all.at('size')));
    expect(new Set(titles).size).toBe(titles.length);
    expect((await ada.get('/rest/api/content/scan?cursor=abc')).status).toBe(400);
  });

  it('shows each person what they may read, and 403 where they may not write', async () => {
    const id = await made('Secret');
    const content = fixture.sandbox.site.contents.get(id);
    if (content !== undefined)
      setRestriction(fixture.sandbox.site, content, 'read', [`user:${ada.person.accountId}`]);
    expect((await fixture.ben.get(`/rest/api/content/${id}`)).status).toBe(404);
    const open = await made('Open');
    const refused = await fixture.cleo.send('PUT', `/rest/api/content/${open}`, {
      type: 'page',
      version: { number: 2 },
    });
    expect([refused.status, refused.at('data.authorized'), refused.at('reason')]).toEqual([
      403,
      false,
      'Forbidden',
    ]);
    expect((await fixture.dan.get(`/rest/api/content/${open}`)).status).toBe(404);
  });

  it('keeps people by user key who were written by name', async () => {
    const id = await made('Mention', {
      body: { storage: { value: '<p><ac:link><ri:user ri:username="ben" /></ac:link></p>' } },
    });
    const read = await ada.get(`/rest/api/content/${id}?expand=body.storage,body.view`);
    expect(read.at('body.storage.value')).toBe(
      `<p><ac:link><ri:user ri:userkey="${fixture.ben.person.accountId}" /></ac:link></p>`,
    );
    expect(read.textAt('body.view.value')).toContain('Ben');
  });

  it('has no representation that only Cloud has', async () => {
    const answer = await write('ADF', { body: { atlas_doc_format: { value: '{}' } } });
    expect([answer.status, answer.at('message')]).toEqual([
      400,
      'Unsupported content body representation: atlas_doc_format',
    ]);
  });

  it('lists versions in the experimental API alone', async () => {
    const id = await made('Many versions');
    await update(id, 2, { version: { number: 2, message: 'second', minorEdit: true } });
    const list = await ada.get(`/rest/experimental/content/${id}/version`);
    expect(resultsOf(list).map((row) => [Reflect.get(row, 'number'), Reflect.get(row, 'message')])).toEqual([
      [2, 'second'],
      [1, ''],
    ]);
    expect((await ada.get(`/rest/api/content/${id}/version`)).status).toBe(404);
    const one = await ada.get(`/rest/experimental/content/${id}/version/1?expand=content.body.storage`);
    expect(one.at('content.body.storage.value')).toBe('<p>Many versions</p>');
    const history = await ada.get(`/rest/api/content/${id}/history`);
    expect([history.at('lastUpdated.number'), history.at('previousVersion.number')]).toEqual([2, 1]);
    expect((await ada.send('DELETE', `/rest/api/content/${id}/version/1`)).status).toBe(204);
    const left = await ada.get(`/rest/experimental/content/${id}/version`);
    expect(resultsOf(left)).toHaveLength(1);
  });
});

function resultsOf(answer: Answer): object[] {
  const results = answer.at('results');
  return Array.isArray(results) ? results.map(Object) : [];
}
