import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveContent } from '../../sandbox/model/trash.ts';
import type { Comment, Confluence, Page, Paged, Space, TreeNode } from '../../src/confluence/ports.ts';
import { connectClassic, type ClassicSite } from './site.ts';

const never = new AbortController().signal;
const storage = (value: string) => ({ representation: 'storage', value }) as const;

let site: ClassicSite;
let older: Confluence;
let present: Confluence;
let space: Space;
let page: Page;
let child: Page;

beforeAll(async () => {
  site = await connectClassic();
  older = site.older('ana');
  present = site.present('ana');
  const { items } = await present.spaces.list({ keys: ['ENG'] }, never);
  space = items[0] as Space;
  const parentId = space.homepageId ?? '';
  page = await present.pages.create(
    { spaceId: space.id, parentId, title: 'Seen twice', body: storage('<p>One</p>') },
    never,
  );
  await present.pages.update(
    {
      id: page.id,
      title: 'Seen twice',
      status: 'current',
      body: storage('<p>Two</p>'),
      version: { number: 2, message: 'second' },
    },
    never,
  );
  child = await present.pages.create(
    { spaceId: space.id, parentId: page.id, title: 'Below', body: storage('<p>Below</p>') },
    never,
  );
  await present.labels.addToPage(
    {
      pageId: page.id,
      labels: [
        { prefix: 'global', name: 'one' },
        { prefix: 'my', name: 'two' },
      ],
    },
    never,
  );
});
afterAll(() => site.close());

/** What only v2 tells: who owns a page, and the place among siblings that nobody ordered. */
function comparable<T extends object>(thing: T): Omit<T, 'ownerId' | 'position'> {
  const {
    ownerId: _owner,
    position: _position,
    ...rest
  } = thing as T & { ownerId?: unknown; position?: unknown };
  return rest;
}

/** Everything of a list, page by page. */
async function all<T>(next: (paging: { limit: number; cursor?: string }) => Promise<Paged<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const answer: Paged<T> = await next({ limit: 3, ...(cursor !== undefined && { cursor }) });
    items.push(...answer.items);
    cursor = answer.nextCursor;
  } while (cursor !== undefined);
  return items;
}

const byId = (a: { id: string }, b: { id: string }): number => Number(a.id) - Number(b.id);

describe('pages through the older API', () => {
  it.each(['storage', 'atlas_doc_format', 'view'] as const)(
    'are as v2 gives them: %s',
    async (bodyFormat) => {
      const asked = { id: page.id, bodyFormat };
      const [there, here] = [await present.pages.get(asked, never), await older.pages.get(asked, never)];
      expect(here.body?.value).toContain('Two');
      expect(comparable(here)).toEqual(comparable(there));
    },
  );

  it('come in earlier versions, as drafts and from the trash', async () => {
    const first = { id: page.id, version: 1, bodyFormat: 'storage' } as const;
    expect(comparable(await older.pages.get(first, never))).toEqual(
      comparable(await present.pages.get(first, never)),
    );
    await present.pages.update(
      {
        id: page.id,
        title: 'Draft of it',
        status: 'draft',
        body: storage('<p>D</p>'),
        version: { number: 1 },
      },
      never,
    );
    const draft = await older.pages.get({ id: page.id, draft: true, bodyFormat: 'storage' }, never);
    expect(draft).toMatchObject({ status: 'draft', title: 'Draft of it', version: { number: 1 } });
    expect(draft.body?.value).toBe('<p>D</p>');
    expect((await older.pages.get({ id: page.id }, never)).title).toBe('Seen twice');
    const trashed = await present.pages.create({ spaceId: space.id, title: 'To the trash' }, never);
    await present.pages.delete({ id: trashed.id }, never);
    expect((await older.pages.get({ id: trashed.id }, never)).status).toBe('trashed');
    const archived = await present.pages.create({ spaceId: space.id, title: 'To the archive' }, never);
    const kept = site.sandbox.site.contents.get(archived.id);
    if (kept !== undefined) archiveContent(site.sandbox.site, kept);
    for (const asked of [{ id: archived.id }, { id: archived.id, version: 1 }]) {
      expect(await older.pages.get(asked, never)).toMatchObject({
        status: 'archived',
        title: 'To the archive',
      });
    }
  });

  it('are not found under the id of something else', async () => {
    const post = await present.blogPosts.create({ spaceId: space.id, title: 'A post' }, never);
    await expect(older.pages.get({ id: post.id }, never)).rejects.toMatchObject({ code: 'not_found' });
    expect((await older.blogPosts.get({ id: post.id }, never)).type).toBe('blogpost');
    await expect(older.pages.get({ id: '999999999' }, never)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are listed by space and by title, page by page', async () => {
    const [there, here] = await Promise.all([
      all((paging) => present.pages.list({ spaceId: space.id, status: ['current'], ...paging }, never)),
      all((paging) => older.pages.list({ spaceId: space.id, ...paging }, never)),
    ]);
    expect(here.map(comparable).toSorted(byId)).toEqual(there.map(comparable).toSorted(byId));
    const { items } = await older.pages.list({ title: 'Below', bodyFormat: 'storage' }, never);
    expect(items.map(({ id, body }) => [id, body?.value])).toEqual([[child.id, '<p>Below</p>']]);
  });

  it('are listed by ids, each read by itself, what is not there left out', async () => {
    const ids = [page.id, '999999999', child.id, page.id];
    expect((await older.pages.list({ ids }, never)).items.map(({ id }) => id)).toEqual([page.id, child.id]);
    expect(await all((paging) => older.pages.list({ ids, ...paging, limit: 1 }, never))).toHaveLength(2);
    expect((await older.pages.list({ ids, title: 'below' }, never)).items).toHaveLength(1);
    expect((await older.pages.list({ ids, spaceId: '1' }, never)).items).toEqual([]);
    await expect(older.pages.list({ ids: ['x'] }, never)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('are not sorted, and it says so', async () => {
    for (const args of [{ sort: 'title' }, { sort: 'title', ids: [page.id] }]) {
      await expect(older.pages.list(args, never)).rejects.toMatchObject({
        code: 'invalid_input',
        message: "Confluence Cloud's older content API cannot sort lists of pages.",
      });
    }
  });

  it('have versions', async () => {
    const asked = { pageId: page.id, bodyFormat: 'storage' } as const;
    expect((await older.versions.forPage(asked, never)).items).toEqual(
      (await present.versions.forPage(asked, never)).items,
    );
  });

  it('have labels', async () => {
    const names = async (confluence: Confluence, prefix?: string): Promise<string[]> =>
      (await confluence.labels.forPage({ pageId: page.id, ...(prefix && { prefix }) }, never)).items.map(
        (label) => `${label.prefix}:${label.name}`,
      );
    expect(await names(older)).toEqual(await names(present));
    expect(await names(older, 'my')).toEqual(['my:two']);
  });
});

describe('the tree through the older API', () => {
  const names = (nodes: readonly TreeNode[]) => nodes.map(({ id, type }) => ({ id, type }));

  it('has the same children and ancestors, these with titles', async () => {
    const id = space.homepageId ?? '';
    const [there, here] = await Promise.all([
      all((paging) => present.content.children({ id, ...paging }, never)),
      all((paging) => older.content.children({ id, ...paging }, never)),
    ]);
    expect(names(here)).toEqual(names(there.filter(({ type }) => type === 'page')));
    const ancestors = await older.content.ancestors({ id: child.id }, never);
    expect(names(ancestors)).toEqual(names(await present.content.ancestors({ id: child.id }, never)));
    expect(ancestors.map(({ title }) => title)).toEqual([expect.any(String), 'Seen twice']);
    expect(names(await older.content.ancestors({ id: child.id, limit: 1 }, never))).toEqual([
      { id: page.id, type: 'page' },
    ]);
  });

  it('has the same descendants, as deep as v2 and with their depth', async () => {
    const id = space.homepageId ?? '';
    for (const depth of [undefined, 1, 3]) {
      const asked = { id, ...(depth !== undefined && { depth }) };
      const [there, here] = await Promise.all([
        all((paging) => present.content.descendants({ ...asked, ...paging }, never)),
        all((paging) => older.content.descendants({ ...asked, ...paging }, never)),
      ]);
      const levels = (nodes: readonly TreeNode[]) =>
        nodes.toSorted(byId).map((node) => [node.id, node.depth, node.parentId]);
      expect(levels(here)).toEqual(levels(there.filter(({ type }) => type === 'page')));
      expect(here.length).toBeGreaterThan(1);
    }
  });
});

describe('the rest through the older API', () => {
  it('spaces are the same by id, by key and in lists', async () => {
    // The older API does not tell when a space was made.
    const plain = ({ createdAt: _createdAt, ...rest }: Space) => rest;
    expect(await older.spaces.get({ id: space.id }, never)).toEqual(plain(space));
    const there = await all((paging) => present.spaces.list(paging, never));
    const here = await all((paging) => older.spaces.list(paging, never));
    expect(here.toSorted(byId)).toEqual(there.map(plain).toSorted(byId));
    const { items } = await older.spaces.list({ keys: ['ENG'] }, never);
    expect(items.map(({ id }) => id)).toEqual([space.id]);
    await expect(older.spaces.get({ id: '1' }, never)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('comments of both kinds are the same, replies know what they answer', async () => {
    const { items } = await present.search.cql({ cql: 'type = comment', limit: 50 }, never);
    expect(items.length).toBeGreaterThan(0);
    const pages = (await all((paging) => present.pages.list({ spaceId: space.id, ...paging }, never))).map(
      ({ id }) => id,
    );
    const seen = { footer: 0, inline: 0 };
    // v2 tells who wrote the last version and when, the older API who wrote the first.
    const told = ({ webUrl: _url, authorId: _author, createdAt: _at, ...rest }: Comment) => rest;
    for (const kind of ['footer', 'inline'] as const) {
      for (const pageId of pages) {
        const asked = { pageId, bodyFormat: 'storage' } as const;
        const there = (await present.comments[kind](asked, never)).items;
        const here = (await older.comments[kind](asked, never)).items;
        expect(here.map(told)).toEqual(there.map(told));
        seen[kind] += here.length;
      }
    }
    expect(seen.footer).toBeGreaterThan(0);
    expect(seen.inline).toBeGreaterThan(0);
  });

  it('attachments are the same, and their bytes come', async () => {
    const { items } = await present.search.cql({ cql: 'type = attachment', limit: 1 }, never);
    const id = items[0]?.id ?? '';
    const there = await present.attachments.get({ id }, never);
    expect(await older.attachments.get({ id }, never)).toEqual(there);
    const pageId = there.pageId ?? '';
    expect((await older.attachments.forPage({ pageId }, never)).items).toEqual(
      (await present.attachments.forPage({ pageId }, never)).items,
    );
    const { bytes } = await older.attachments.download({ id, pageId }, never);
    expect((await new Response(bytes).arrayBuffer()).byteLength).toBe(there.fileSize);
  });

  it('people are known by account id, and so is the account itself', async () => {
    const ids = ['ana', 'ben'].map((name) => site.accountId(name));
    expect(await older.users.byIds([...ids, 'nobody'], never)).toEqual(await present.users.byIds(ids, never));
    expect(await older.users.me(never)).toEqual(await present.users.me(never));
    expect(page.authorId).toBe(ids[0]);
  });

  it('search is the same', async () => {
    const asked = { cql: 'title = "Seen twice"', limit: 5 };
    expect(await older.search.cql(asked, never)).toEqual(await present.search.cql(asked, never));
  });

  it('asks v1 alone', async () => {
    const from = site.sent.length;
    await older.pages.get({ id: page.id }, never);
    expect(site.sent.slice(from).map(({ path }) => path.split('?')[0])).toEqual([
      `/ex/confluence/${site.sandbox.cloudId}/wiki/rest/api/content/${page.id}`,
    ]);
  });
});
