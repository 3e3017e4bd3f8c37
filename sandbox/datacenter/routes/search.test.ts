import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../fixture-site.ts';
import { addComment } from '../../model/comments.ts';
import { createContent } from '../../model/create-content.ts';
import { addLabel } from '../../model/labels.ts';
import { startDataCenterFixture, type DataCenterFixture } from '../fixture-site.ts';

describe('search on a Data Center', () => {
  let fixture: DataCenterFixture;
  let pageId: string;
  beforeAll(async () => {
    fixture = await startDataCenterFixture();
    const { site } = fixture.sandbox;
    const author = fixture.ada.person.accountId;
    const add = (title: string, storage: string): ReturnType<typeof createContent> =>
      createContent(site, { kind: 'page', spaceId: fixture.space.id, title, storage, author });
    const page = add('Alpha', '<p>river gauge</p>');
    pageId = page.id;
    add('Beta', `<p>river <ac:link><ri:user ri:userkey="${fixture.ben.person.accountId}" /></ac:link></p>`);
    add('Gamma', '<p>mountain</p>');
    addComment(site, page, { author: fixture.ben.person.accountId, storage: '<p>a remark</p>' });
    addLabel(site, fixture.space, 'hydro', 'team');
  });
  afterAll(() => fixture.sandbox.close());

  const search = (cql: string, query = ''): Promise<Answer> =>
    fixture.ada.get(`/rest/api/search?cql=${encodeURIComponent(cql)}${query}`);
  const titles = async (cql: string): Promise<unknown[]> =>
    resultsOf(await search(cql)).map((row) => Reflect.get(row, 'title'));

  it('honours start and limit', async () => {
    const first = await search('type = page order by title', '&limit=2');
    expect([first.at('size'), first.at('totalSize'), first.at('results.0.title')]).toEqual([2, 4, 'Alpha']);
    const second = await fixture.ada.get(first.textAt('_links.next'));
    expect([second.at('start'), second.at('results.0.title'), second.at('results.1.title')]).toEqual([
      2,
      'Engineering',
      'Gamma',
    ]);
    expect((await search('type = page order by title', '&start=3')).at('results.0.title')).toBe('Gamma');
  });

  it('shows rows as Data Center does', async () => {
    const answer = await search('text ~ "gauge"', '&expand=content.space');
    expect(answer.at('results.0')).toMatchObject({
      content: { id: pageId, type: 'page', space: { key: 'ENG' } },
      title: 'Alpha',
      excerpt: 'river @@@hl@@@gauge@@@endhl@@@',
      url: `/spaces/ENG/pages/${pageId}/Alpha`,
      resultGlobalContainer: { title: 'Engineering', displayUrl: '/spaces/ENG' },
      entityType: 'content',
      iconCssClass: 'aui-icon content-type-page',
      timestamp: expect.any(Number),
    });
    expect(answer.at('results.0.score')).toBeUndefined();
  });

  it('knows people by name, key and function', async () => {
    const { accountId } = fixture.ben.person;
    expect(await titles('creator = ben')).toEqual(['Re: Alpha']);
    expect(await titles(`creator = "${accountId}"`)).toEqual(['Re: Alpha']);
    expect(await titles('type = page and creator = currentUser() and text ~ river')).toHaveLength(2);
    expect(await titles('mention = BEN')).toEqual(['Beta']);
  });

  it('knows the fields that only Data Center has', async () => {
    expect(await titles(`container = ${pageId}`)).toEqual(['Re: Alpha']);
    expect(await titles('space.category = hydro and type = page')).toHaveLength(4);
    expect(await titles('space.category = other and type = page')).toEqual([]);
  });

  it('finds people among the rest', async () => {
    expect(await titles('type = user')).toEqual(['Ada', 'Ben', 'Cleo', 'Dan']);
    expect(await titles('user.fullname ~ "cl"')).toEqual(['Cleo']);
    expect(await titles('user = ben')).toEqual(['Ben']);
    expect(await titles('siteSearch ~ "ada" and type in (user, page)')).toEqual(['Ada']);
    const row = await search('user = ben');
    expect([row.at('results.0.user.userKey'), row.at('results.0.entityType')]).toEqual([
      fixture.ben.person.accountId,
      'user',
    ]);
  });

  it.each([
    ['pageStatus = draft', "No field exists with the name: 'pageStatus'"],
    ['title =', 'title ='],
    ['type = folder', 'Unsupported value for type'],
    ['parent in (1, 2)', "does not support the operator 'in'"],
    ['content = currentContent()', "does not support the function 'currentContent'"],
    ['siteSearch ~ ""', 'query parameter is required'],
  ])('refuses %s in the words of Data Center', async (cql, why) => {
    for (const path of ['/rest/api/search', '/rest/api/content/search']) {
      const answer = await fixture.ada.get(`${path}?cql=${encodeURIComponent(cql)}`);
      const error = JSON.parse(answer.text);
      expect(answer.status).toBe(400);
      expect(error).toEqual({ statusCode: 400, message: expect.any(String), reason: 'Bad Request' });
      expect(error.message.startsWith(`Could not parse cql : ${cql}`)).toBe(true);
      expect(error.message).toContain(why);
    }
  });

  it('filters by person, and gives bare content in the other search', async () => {
    const asDan = await fixture.dan.get('/rest/api/search?cql=type=page');
    expect(asDan.at('size')).toBe(0);
    const bare = await fixture.ada.get('/rest/api/content/search?cql=type=comment&expand=container');
    expect([bare.at('results.0.type'), bare.at('results.0.container.title')]).toEqual(['comment', 'Alpha']);
  });
});

function resultsOf(answer: Answer): object[] {
  const results = answer.at('results');
  return Array.isArray(results) ? results.map(Object) : [];
}
