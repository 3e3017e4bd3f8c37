import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureSite, type FixtureSite } from '../fixture-site.ts';
import { createContent } from '../model/create-content.ts';

describe('lists of v2', () => {
  let fixture: FixtureSite;
  beforeAll(async () => {
    fixture = await startFixtureSite({ through: 'api' });
    for (let number = 1; number <= 7; number += 1) {
      createContent(fixture.sandbox.site, {
        kind: 'page',
        spaceId: fixture.space.id,
        title: `Page ${number}`,
        author: fixture.ada.person.accountId,
      });
    }
  });
  afterAll(() => fixture.sandbox.close());

  it('is walked by the Link header or by _links.next until there is none', async () => {
    const titles: unknown[] = [];
    let path: string | undefined = `/wiki/api/v2/pages?limit=3&space-id=${fixture.space.id}`;
    while (path !== undefined) {
      const answer = await fixture.ada.get(path);
      expect(answer.status).toBe(200);
      titles.push(
        ...[0, 1, 2].map((row) => answer.at(`results.${row}.title`)).filter((title) => title !== undefined),
      );
      const header = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
      expect(answer.at('_links.next')).toBe(header);
      path = header;
    }
    expect(titles).toEqual(['Engineering', ...[1, 2, 3, 4, 5, 6, 7].map((number) => `Page ${number}`)]);
  });

  it('repeats the query beside the cursor, and names the site as base', async () => {
    const answer = await fixture.ada.get(
      `/wiki/api/v2/pages?limit=2&space-id=${fixture.space.id}&sort=-title`,
    );
    const next = new URL(answer.textAt('_links.next'), fixture.sandbox.siteUrl);
    expect(next.pathname).toBe('/wiki/api/v2/pages');
    expect([...next.searchParams.keys()].toSorted()).toEqual(['cursor', 'limit', 'sort', 'space-id']);
    expect(answer.headers.get('link')).toContain(`<${fixture.sandbox.siteUrl}/wiki>; rel="base"`);
  });

  it('goes on after a row that is gone', async () => {
    const first = await fixture.ada.get('/wiki/api/v2/pages?limit=4');
    const gone = first.textAt('results.3.id');
    await fixture.ada.send('DELETE', `/wiki/api/v2/pages/${gone}`);
    const second = await fixture.ada.get(first.textAt('_links.next'));
    expect(second.status).toBe(200);
    expect(second.at('results.0.title')).toBe('Page 5');
  });

  it.each([
    'limit=0',
    'limit=251',
    'limit=ten',
    'cursor=nonsense',
    'sort=color',
    'status=draft',
    'body-format=view',
  ])('refuses %s', async (query) => {
    const answer = await fixture.ada.get(`/wiki/api/v2/pages?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.at('errors.0.code')).toBe('INVALID_REQUEST_PARAMETER');
  });
});
