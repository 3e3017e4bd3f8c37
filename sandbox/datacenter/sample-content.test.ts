import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type RunningDataCenter } from '../index.ts';
import { callerOf } from './fixture-site.ts';
import { personNamed } from './logins.ts';
import { rateLimited } from './rate-limit.ts';

describe('the sample wiki on a Data Center', () => {
  let sandbox: RunningDataCenter;
  beforeAll(async () => {
    sandbox = await startSandbox({ platform: 'datacenter', contextPath: 'confluence/' });
  });
  afterAll(() => sandbox.close());

  const as = (username: string): ReturnType<typeof callerOf> => {
    const person = personNamed(sandbox.site, username);
    if (person === undefined) throw new Error(`nobody called ${username}`);
    return callerOf(sandbox, person);
  };

  it('names people as Data Center does, in bodies too', async () => {
    expect(sandbox.siteUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/confluence$/);
    expect(sandbox.people.find(({ username }) => username === 'ana')).toEqual({
      displayName: 'Ana Ferreira',
      email: 'ana@weir.example',
      username: 'ana',
      userKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      personalToken: 'sandbox-personal-token-of-ana-not-a-secret',
      password: 'sandbox-password-of-ana-not-a-secret',
    });
    const pages = await as('ana').get(
      '/rest/api/content?limit=200&expand=body.storage,body.view&spaceKey=ENG',
    );
    expect(pages.text).not.toContain('account-id="712020');
    expect(pages.text).toContain('ri:userkey=');
    const search = await as('ana').get('/rest/api/search?cql=mention = chiara');
    expect(Number(search.at('totalSize'))).toBeGreaterThan(0);
    const space = await as('ana').get('/rest/api/space/~ana');
    expect([space.at('type'), space.at('creator.username')]).toEqual(['personal', 'ana']);
  });

  it('holds pages and posts alone, whole trees of them', async () => {
    const kinds = new Set([...sandbox.site.contents.values()].map(({ kind, status }) => `${kind} ${status}`));
    expect([...kinds].sort()).toEqual(['blogpost current', 'page current', 'page draft', 'page trashed']);
    for (const content of sandbox.site.contents.values()) {
      const parent = content.parentId === null ? null : sandbox.site.contents.get(content.parentId);
      expect(parent?.kind ?? 'page').toBe('page');
    }
  });

  it('shows less to those who may see less', async () => {
    const sizes = await Promise.all(
      ['ana', 'gus'].map(async (username) => {
        const answer = await as(username).get('/rest/api/search?cql=type=page');
        return Number(answer.at('totalSize'));
      }),
    );
    const visitor = callerOf(sandbox, [...sandbox.site.people.values()][0] ?? raise(), '');
    const open = await visitor.get('/rest/api/search?cql=type=page');
    sizes.push(Number(open.at('totalSize')));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(sizes.at(-1)).toBeGreaterThan(0);
    const spaces = await visitor.get('/rest/api/space');
    expect([spaces.at('size'), spaces.at('results.0.key')]).toEqual([1, 'PROD']);
  });

  it('has the pages that its links name, for people with a browser', async () => {
    const visitor = callerOf(sandbox, [...sandbox.site.people.values()][0] ?? raise(), '');
    const pages = await as('ana').get('/rest/api/content?spaceKey=ENG&limit=3&expand=');
    for (const row of [0, 1, 2]) {
      const page = await visitor.get(pages.textAt(`results.${row}._links.webui`));
      expect([page.status, page.text.includes('class="site"')]).toEqual([200, true]);
      const tiny = await visitor.get(pages.textAt(`results.${row}._links.tinyui`));
      expect(tiny.status).toBe(302);
    }
    expect((await visitor.get('')).text).toContain('/confluence/spaces/ENG');
  });

  it('misbehaves when told to', async () => {
    const ana = as('ana');
    const list = await ana.get('/rest/api/content?spaceKey=ENG&limit=200&expand=version');
    const rows = list.at('results');
    const edited = (Array.isArray(rows) ? rows : []).find((row) => Object(row).version.number > 1);
    const id = String(Object(edited).id);
    sandbox.faults.add({ staleRead: true, times: 1 });
    const stale = await ana.get(`/rest/api/content/${id}`);
    expect(stale.at('version.number')).toBe(Object(edited).version.number - 1);
    sandbox.faults.add({ emptyBody: true, times: 1 });
    expect((await ana.get(`/rest/api/content/${id}?expand=body.storage`)).at('body.storage.value')).toBe('');
    sandbox.faults.add({ ...rateLimited(30), times: 1 });
    const limited = await ana.get(`/rest/api/content/${id}`);
    expect([
      limited.status,
      limited.headers.get('retry-after'),
      limited.headers.get('x-ratelimit-remaining'),
    ]).toEqual([429, '30', '0']);
    expect((await ana.get(`/rest/api/content/${id}`)).status).toBe(200);
  });
});

function raise(): never {
  throw new Error('no people');
}
