import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, startFixtureSite, type Answer, type FixtureSite } from '../fixture-site.ts';

describe('who may call', () => {
  let fixture: FixtureSite;
  beforeAll(async () => {
    fixture = await startFixtureSite();
  });
  afterAll(() => fixture.sandbox.close());

  const call = async (base: 'siteUrl' | 'apiUrl', path: string, authorization?: string): Promise<Answer> =>
    answerOf(
      await fetch(
        fixture.sandbox[base] + path,
        authorization === undefined ? {} : { headers: { authorization } },
      ),
    );
  const basic = (email: string, token: string): string => `Basic ${btoa(`${email}:${token}`)}`;

  it('tells the cloud id to anybody', async () => {
    const answer = await call('siteUrl', '/_edge/tenant_info');
    expect(answer.at('cloudId')).toBe(fixture.sandbox.cloudId);
  });

  it.each(['siteUrl', 'apiUrl'] as const)('takes an API token with its address on %s', async (base) => {
    const { email, apiToken } = fixture.ben.person;
    const answer = await call(base, '/wiki/rest/api/user/current', basic(email, apiToken));
    expect(answer.at('displayName')).toBe('Ben');
  });

  it.each([
    ['no credentials', undefined],
    ['a wrong token', 'wrong'],
  ])('answers %s with 404 in v2 and 403 in v1', async (_what, token) => {
    const authorization = token === undefined ? undefined : basic(fixture.ben.person.email, token);
    const v2 = await call('siteUrl', '/wiki/api/v2/pages', authorization);
    expect(v2.status).toBe(404);
    expect(JSON.parse(v2.text)).toEqual({
      errors: [{ status: 404, code: 'NOT_FOUND', title: 'Not Found', detail: null }],
    });
    const me = await call('siteUrl', '/wiki/rest/api/user/current', authorization);
    expect([me.status, me.at('message')]).toEqual([403, 'caller cannot access Confluence']);
    const search = await call('siteUrl', '/wiki/rest/api/search?cql=type=page', authorization);
    expect([search.status, search.at('message')]).toEqual([
      403,
      'Current user not permitted to use Confluence',
    ]);
  });

  it('refuses bearer tokens on the site in HTML, on the API address as it refuses no credentials', async () => {
    const site = await call('siteUrl', '/wiki/api/v2/pages', 'Bearer abc');
    expect([site.status, site.headers.get('content-type')]).toEqual([401, 'text/html; charset=UTF-8']);
    const v2 = await call('apiUrl', '/wiki/api/v2/pages', 'Bearer abc');
    expect([v2.status, v2.at('errors.0.title')]).toEqual([404, 'Not Found']);
    const v1 = await call('apiUrl', '/wiki/rest/api/user/current', 'Bearer abc');
    expect([v1.status, v1.at('message')]).toEqual([403, 'caller cannot access Confluence']);
  });

  it('takes no scheme but Basic and Bearer, and no empty token', async () => {
    const { email, apiToken } = fixture.ben.person;
    const header = basic(email, apiToken).replace('Basic', 'Digest');
    expect((await call('siteUrl', '/wiki/api/v2/pages', header)).status).toBe(404);
    expect((await call('siteUrl', '/wiki/api/v2/pages', basic(email, ''))).status).toBe(404);
  });

  it('says the site in links, on the API address too', async () => {
    const { email, apiToken } = fixture.ada.person;
    const answer = await call('apiUrl', '/wiki/api/v2/spaces?limit=1', basic(email, apiToken));
    expect(answer.at('_links.base')).toBe(`${fixture.sandbox.siteUrl}/wiki`);
  });

  it('names every request, answered or refused', async () => {
    const answers = [
      await fixture.ada.get('/wiki/api/v2/spaces?limit=1'),
      await fixture.ada.get('/wiki/api/v2/pages/1'),
      await call('siteUrl', '/wiki/api/v2/pages'),
      await fixture.ada.get('/wiki/api/v2/nothing-here'),
    ];
    const names = answers.map(({ headers }) => headers.get('atl-traceid') ?? '');
    expect(names.filter((name) => /^[0-9a-f]{32}$/.test(name))).toEqual(names);
    expect(new Set(names).size).toBe(4);
  });

  it('answers an unknown address with an HTML page', async () => {
    const answer = await fixture.ada.get('/wiki/api/v2/nothing-here');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });
});
