import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasReferenceData, referenceDataNote } from '../../test/support/reference-data.ts';
import { readVendorDocument } from '../../test/sandbox-conformance/vendor-document.ts';
import { startSandbox, type RunningSandbox } from '../index.ts';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.close());

interface Row {
  readonly content?: { readonly id: string; readonly title: string; readonly type: string };
  readonly space?: { readonly key: string };
  readonly user?: { readonly displayName: string };
  readonly title: string;
  readonly excerpt: string;
}

interface Answer {
  readonly results: readonly Row[];
  readonly size: number;
  readonly start: number;
  readonly limit: number;
  readonly totalSize: number;
  readonly _links: { readonly next?: string; readonly base: string; readonly context: string };
}

async function get(path: string, as = 'ana'): Promise<{ status: number; json: unknown }> {
  const person = sandbox.people.find((each) => each.email.startsWith(`${as}@`));
  const credentials = Buffer.from(`${person?.email}:${person?.apiToken}`).toString('base64');
  const answer = await fetch(`${sandbox.siteUrl}/wiki${path}`, {
    headers: { authorization: `Basic ${credentials}` },
  });
  return { status: answer.status, json: await answer.json() };
}

async function search(
  query: Readonly<Record<string, string>>,
  as = 'ana',
  path = '/rest/api/search',
): Promise<Answer> {
  const { status, json } = await get(`${path}?${new URLSearchParams(query)}`, as);
  expect(status).toBe(200);
  return json as Answer;
}

describe('GET /rest/api/search', () => {
  it('follows cursors to the end: later pages are short, nothing is lost or doubled', async () => {
    const cql = 'type = page and space in (ENG, PROD)';
    const whole = await search({ cql, limit: '250' });
    const ids: (string | undefined)[] = [];
    const sizes: number[] = [];
    let page = await search({ cql, limit: '20', excerpt: 'none' });
    for (;;) {
      ids.push(...page.results.map((row) => row.content?.id));
      sizes.push(page.size);
      const { next } = page._links;
      if (next === undefined) break;
      expect(next).toMatch(/^\/rest\/api\/search\?/);
      const parameters = new URLSearchParams(next.slice(next.indexOf('?')));
      expect(parameters.get('cql')).toBe(cql);
      expect(parameters.get('limit')).toBe('20');
      expect(parameters.has('excerpt')).toBe(false);
      page = (await get(next)).json as Answer;
    }
    expect(ids).toEqual(whole.results.map((row) => row.content?.id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(sizes.slice(0, 2)).toEqual([20, 18]);
    expect(whole.totalSize).toBeGreaterThanOrEqual(ids.length);
  });

  it('ignores start', async () => {
    const query = { cql: 'type = page order by id', limit: '5' };
    const [plain, moved] = [await search(query), await search({ ...query, start: '250' })];
    expect(moved.results).toEqual(plain.results);
  });

  it('escapes and marks row titles and leaves content titles clean', async () => {
    const { results } = await search({ cql: 'siteSearch ~ "co-operative" and type = page' });
    expect(results[0]?.content?.title).toBe('Interview: farmers’ co-operative');
    expect(results[0]?.title).toBe('Interview: farmers’ @@@hl@@@co@@@endhl@@@-@@@hl@@@operative@@@endhl@@@');
    const product = await search({ cql: 'title = "Product & Design" and type = page' });
    expect(product.results[0]).toMatchObject({
      title: 'Product &amp; Design',
      content: { title: 'Product & Design' },
    });
  });

  it('gives excerpts as asked, and none for a mode it does not know', async () => {
    const excerptIn = async (excerpt: string) =>
      (await search({ cql: 'text ~ "heron lid" and type = page', excerpt })).results[0]?.excerpt ?? 'no row';
    expect(await excerptIn('highlight')).toContain('@@@hl@@@heron@@@endhl@@@');
    expect((await excerptIn('indexed')).length).toBeGreaterThan(0);
    expect((await excerptIn('indexed_unescaped')).length).toBeLessThanOrEqual(50);
    expect(await excerptIn('none')).toBe('');
    expect(await excerptIn('bogus')).toBe('');
  });

  it('answers each person with what they may read', async () => {
    const titles = async (as: string) =>
      (await search({ cql: 'text ~ "relays"', limit: '50' }, as)).results.map((row) => row.content?.title);
    expect(await titles('ana')).toContain('Threat model');
    expect(await titles('gus')).not.toContain('Threat model');
    expect((await search({ cql: 'space = PEOPLE' }, 'daiki')).results).toEqual([]);
  });

  it('finds spaces as rows without content', async () => {
    const { results } = await search({ cql: 'type = space and title ~ "handbook"' });
    expect(results).toMatchObject([{ entityType: 'space', space: { key: 'ENG' } }]);
    expect(results[0]?.content).toBeUndefined();
  });

  it('finds comments and files with the page they belong to', async () => {
    const comments = await search({ cql: 'type = comment and text ~ "TimescaleDB"' });
    expect(comments.results).toMatchObject(
      [
        {
          content: { type: 'comment' },
          resultParentContainer: { title: 'ADR 0001: PostgreSQL for readings' },
        },
        { content: { type: 'comment' } },
      ].slice(0, comments.size),
    );
    const files = await search({ cql: 'type = attachment and title ~ "warning"' });
    expect(files.results).toMatchObject([{ content: { title: 'warning-times.csv', type: 'attachment' } }]);
  });

  it('caps pages silently when bodies are expanded', async () => {
    expect(await search({ cql: 'type = page', limit: '100', expand: 'content.body.storage' })).toMatchObject({
      limit: 50,
      size: 50,
    });
    expect(await search({ cql: 'type = page', limit: '100', expand: 'body.export_view' })).toMatchObject({
      limit: 25,
    });
  });

  it.each([
    ['', 400, 'cql query parameter is required'],
    ['type = page and', 400, 'at position 16'],
    ['status = current', 400, "No field exists with the name: 'status'"],
    ['type = bogus', 400, 'Unsupported value for type, got : bogus'],
    ['title = ""', 400, 'empty value'],
    ['siteSearch ~ ""', 500, 'java.lang.NullPointerException: query parameter is required.'],
    ['user.fullname ~ "ana"', 400, "No field exists with the name: 'user.fullname'"],
    ['space = currentSpace()', 400, 'cqlcontext'],
  ])('refuses %j with %i', async (cql, status, message) => {
    const answer = await get(`/rest/api/search?${new URLSearchParams({ cql })}`);
    expect(answer).toMatchObject({
      status,
      json: { statusCode: status, message: expect.stringContaining(message) },
    });
  });

  it.each([
    { cursor: 'made-up' },
    { limit: 'many' },
    { limit: '-1' },
    { cqlcontext: '[1]' },
    { cqlcontext: '{' },
  ])('refuses %j', async (query) => {
    const answer = await get(`/rest/api/search?${new URLSearchParams({ cql: 'type = page', ...query })}`);
    expect(answer.status).toBe(400);
  });
});

describe('GET /rest/api/content/search', () => {
  it('answers bare content and never spaces', async () => {
    const { results } = await search({ cql: 'type in (space, folder)' }, 'ana', '/rest/api/content/search');
    expect(results).toMatchObject([{ type: 'folder', title: 'Meeting notes' }]);
  });
});

describe('GET /rest/api/search/user', () => {
  it('finds people by the beginning of a name, by account, and all of them', async () => {
    const names = async (cql: string) =>
      (await search({ cql }, 'gus', '/rest/api/search/user')).results.map((row) => row.user?.displayName);
    expect(await names('user.fullname ~ "rossi"')).toEqual(['Chiara Rossi']);
    expect(await names('user.fullname ~ "은지 김"')).toEqual([]);
    expect(await names('user.fullname ~ "김은"')).toEqual(['김은지']);
    expect(await names('user = currentUser()')).toEqual(['Gus Lindqvist']);
    expect(await names('type = user')).toHaveLength(7);
    const refused = await get('/rest/api/search/user?cql=type%20%3D%20page%20and%20title%20%3D%20x');
    expect(refused.status).toBe(400);
  });

  it('pages by start', async () => {
    const first = await search({ cql: 'type = user', limit: '3' }, 'ana', '/rest/api/search/user');
    const second = (await get(first._links.next ?? '')).json as Answer;
    expect([first.size, second.start, second.size]).toEqual([3, 3, 3]);
  });
});

describe.skipIf(!hasReferenceData)(`search beside the vendor's document${referenceDataNote}`, () => {
  it.each([
    '/rest/api/search?cql=type%20in%20(page,comment,attachment,space,folder)&limit=200&expand=content.version,content.history',
    '/rest/api/content/search?cql=type%20in%20(page,blogpost,attachment,comment)&limit=200&expand=space,version,ancestors,metadata.labels',
    '/rest/api/search/user?cql=type%3Duser',
  ])('%s', async (path) => {
    const vendor = readVendorDocument('cloud-v1.json', '');
    const { status, json } = await get(path);
    const operation = vendor.find('GET', `/wiki${path.slice(0, path.indexOf('?'))}`);
    expect(operation?.judge(status, json)).toEqual([]);
  });
});
