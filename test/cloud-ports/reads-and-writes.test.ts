import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Confluence, Page, Paged, Space } from '../../src/confluence/ports.ts';
import { connectSite, type ConnectedSite } from './site.ts';

const never = new AbortController().signal;
const storage = (value: string) => ({ representation: 'storage', value }) as const;

let site: ConnectedSite;
let ana: Confluence;
let space: Space;

beforeAll(async () => {
  site = await connectSite();
  ana = site.as('ana');
  const { items } = await ana.spaces.list({ keys: ['ENG'] }, never);
  space = items[0] as Space;
});
afterAll(() => site.close());

let made = 0;
async function newPage(more: Partial<Parameters<Confluence['pages']['create']>[0]> = {}): Promise<Page> {
  made += 1;
  return ana.pages.create(
    { spaceId: space.id, title: `Made by the test ${made}`, body: storage('<p>One</p>'), ...more },
    never,
  );
}

/** Everything of a list, page by page. */
async function all<T>(next: (cursor: string | undefined) => Promise<Paged<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await next(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}

/** A request of the test itself, beside the adapter. */
async function direct(path: string, init: RequestInit): Promise<Record<string, unknown>> {
  const answer = await fetch(site.sandbox.siteUrl + path, {
    ...init,
    headers: { authorization: site.authorizationOf('ana'), ...(init.headers as Record<string, string>) },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} -> ${answer.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

describe('spaces', () => {
  it('are listed, filtered and read with links for people', async () => {
    const everything = await all((cursor) => ana.spaces.list({ limit: 2, ...(cursor && { cursor }) }, never));
    expect(everything.length).toBeGreaterThanOrEqual(3);
    expect(new Set(everything.map(({ id }) => id)).size).toBe(everything.length);
    expect(await ana.spaces.get({ id: space.id }, never)).toEqual(space);
    expect(space).toMatchObject({
      key: 'ENG',
      status: 'current',
      homepageId: expect.stringMatching(/^\d+$/),
    });
    expect(space.webUrl).toBe(`${site.sandbox.siteUrl}/wiki/spaces/ENG`);
    const personal = await ana.spaces.list({ type: 'personal' }, never);
    expect(personal.items.every(({ type }) => type === 'personal')).toBe(true);
  });
});

describe('pages', () => {
  it('are created, read in every format, updated and found in their space', async () => {
    const body = '<p>Zoë &amp; <strong>Jürgen</strong> 日本</p>';
    const page = await newPage({ body: storage(body), parentId: space.homepageId ?? '' });
    expect(page).toMatchObject({
      type: 'page',
      status: 'current',
      spaceId: space.id,
      parentId: space.homepageId,
    });

    const read = await ana.pages.get({ id: page.id, bodyFormat: 'storage' }, never);
    expect(read.body).toEqual(storage(body));
    expect(read.webUrl).toContain(`${site.sandbox.siteUrl}/wiki/spaces/ENG/pages/${page.id}/`);
    const adf = await ana.pages.get({ id: page.id, bodyFormat: 'atlas_doc_format' }, never);
    expect(JSON.parse(adf.body?.value ?? '')).toMatchObject({ type: 'doc', version: 1 });
    const view = await ana.pages.get({ id: page.id, bodyFormat: 'view' }, never);
    expect(view.body?.value).toContain('<strong>Jürgen</strong>');
    expect((await ana.pages.get({ id: page.id }, never)).body).toBeUndefined();

    const updated = await ana.pages.update(
      {
        id: page.id,
        title: `${page.title} again`,
        status: 'current',
        body: storage('<p>Two</p>'),
        version: { number: 2, message: 'Second thoughts' },
      },
      never,
    );
    expect(updated.version).toMatchObject({ number: 2, message: 'Second thoughts' });
    const first = await ana.pages.get({ id: page.id, version: 1, bodyFormat: 'storage' }, never);
    expect(first.body).toEqual(storage(body));

    const named = await ana.pages.list(
      { spaceId: space.id, title: `${page.title} again`, bodyFormat: 'storage' },
      never,
    );
    expect(named.items).toHaveLength(1);
    expect(named.items[0]).toMatchObject({
      id: page.id,
      body: storage('<p>Two</p>'),
      webUrl: updated.webUrl,
    });
  });

  it('are listed to the end, each once', async () => {
    const pages = await all((cursor) =>
      ana.pages.list({ spaceId: space.id, limit: 7, ...(cursor && { cursor }) }, never),
    );
    const inOne = await ana.pages.list({ spaceId: space.id, limit: 250 }, never);
    expect(pages.map(({ id }) => id)).toEqual(inOne.items.map(({ id }) => id));
    expect(inOne.nextCursor).toBeUndefined();
  });

  it('go to the trash, out of it, and away', async () => {
    const page = await newPage();
    await ana.pages.delete({ id: page.id }, never);
    expect((await ana.pages.get({ id: page.id }, never)).status).toBe('trashed');
    await ana.pages.delete({ id: page.id, purge: true }, never);
    await expect(ana.pages.get({ id: page.id }, never)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('can be drafts', async () => {
    const draft = await newPage({ status: 'draft' });
    expect(draft.status).toBe('draft');
    expect((await ana.pages.get({ id: draft.id, draft: true }, never)).status).toBe('draft');
    await ana.pages.delete({ id: draft.id, draft: true }, never);
  });

  it('become blog posts in their own port', async () => {
    const post = await ana.blogPosts.create(
      { spaceId: space.id, title: 'News of the test', body: storage('<p>n</p>') },
      never,
    );
    expect(post).toMatchObject({ type: 'blogpost', spaceId: space.id, title: 'News of the test' });
    await expect(ana.pages.get({ id: post.id }, never)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the tree', () => {
  it('is walked up and down', async () => {
    const top = await newPage();
    const middle = await newPage({ parentId: top.id });
    const leaf = await newPage({ parentId: middle.id });
    const { items } = await ana.content.children({ id: top.id }, never);
    expect(items).toEqual([
      expect.objectContaining({ id: middle.id, type: 'page', title: middle.title, parentId: top.id }),
    ]);
    const below = await all((cursor) =>
      ana.content.descendants({ id: top.id, depth: 5, limit: 1, ...(cursor && { cursor }) }, never),
    );
    expect(below.map(({ id, depth, parentId }) => ({ id, depth, parentId }))).toEqual([
      { id: middle.id, depth: 1, parentId: top.id },
      { id: leaf.id, depth: 2, parentId: middle.id },
    ]);
    const above = await ana.content.ancestors({ id: leaf.id }, never);
    expect(above.map(({ id }) => id)).toEqual([space.homepageId, top.id, middle.id]);
    const near = await ana.content.ancestors({ id: leaf.id, limit: 1 }, never);
    expect(near).toEqual([{ id: middle.id, type: 'page' }]);
  });
});

describe('versions', () => {
  it('are listed, newest first, with their bodies', async () => {
    const page = await newPage();
    await ana.pages.update(
      {
        id: page.id,
        title: page.title,
        status: 'current',
        body: storage('<p>Two</p>'),
        version: { number: 2 },
      },
      never,
    );
    const { items } = await ana.versions.forPage({ pageId: page.id, bodyFormat: 'storage' }, never);
    expect(items.map(({ number, body }) => [number, body?.value])).toEqual([
      [2, '<p>Two</p>'],
      [1, '<p>One</p>'],
    ]);
  });
});

describe('labels', () => {
  it('are added and read', async () => {
    const page = await newPage();
    const added = await ana.labels.addToPage(
      {
        pageId: page.id,
        labels: [
          { name: 'runbook', prefix: 'global' },
          { name: 'todo', prefix: 'my' },
        ],
      },
      never,
    );
    expect(added.items.map(({ name }) => name).sort()).toEqual(['runbook', 'todo']);
    const global = await ana.labels.forPage({ pageId: page.id, prefix: 'global' }, never);
    expect(global.items.map(({ name, prefix }) => `${prefix}:${name}`)).toEqual(['global:runbook']);
  });
});

describe('comments', () => {
  it('are written, answered and read, footer and inline', async () => {
    const page = await newPage({ body: storage('<p>The quick brown fox</p>') });
    const first = await ana.comments.addFooter({ pageId: page.id, body: storage('<p>Why?</p>') }, never);
    const reply = await ana.comments.addFooter(
      { parentCommentId: first.id, body: storage('<p>Because.</p>') },
      never,
    );
    expect(reply).toMatchObject({ kind: 'footer', parentCommentId: first.id });
    const { items } = await ana.comments.footer({ pageId: page.id, bodyFormat: 'storage' }, never);
    expect(items).toEqual([
      expect.objectContaining({
        id: first.id,
        pageId: page.id,
        body: storage('<p>Why?</p>'),
        kind: 'footer',
      }),
    ]);
    expect(items[0]?.webUrl).toContain(`focusedCommentId=${first.id}`);

    await direct('/wiki/api/v2/inline-comments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        pageId: page.id,
        body: storage('<p>Which?</p>'),
        inlineCommentProperties: {
          textSelection: 'brown fox',
          textSelectionMatchCount: 1,
          textSelectionMatchIndex: 0,
        },
      }),
    });
    const inline = await ana.comments.inline(
      { pageId: page.id, bodyFormat: 'storage', resolutionStatus: 'open' },
      never,
    );
    expect(inline.items).toEqual([
      expect.objectContaining({
        kind: 'inline',
        resolutionStatus: 'open',
        selection: 'brown fox',
        markerRef: expect.any(String),
        body: storage('<p>Which?</p>'),
      }),
    ]);
  });
});

describe('attachments', () => {
  it('are listed, read and downloaded byte for byte', async () => {
    const page = await newPage();
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: 'application/pdf' }), 'größe & plan.pdf');
    form.append('minorEdit', 'true');
    await direct(`/wiki/rest/api/content/${page.id}/child/attachment`, {
      method: 'POST',
      headers: { 'x-atlassian-token': 'nocheck' },
      body: form,
    });
    const { items } = await ana.attachments.forPage({ pageId: page.id, filename: 'größe & plan.pdf' }, never);
    expect(items).toHaveLength(1);
    const found = items[0];
    expect(found).toMatchObject({ title: 'größe & plan.pdf', fileSize: 70_000, pageId: page.id });
    const id = found?.id ?? '';
    expect(await ana.attachments.get({ id }, never)).toEqual(found);
    const file = await ana.attachments.download({ id, pageId: page.id }, never);
    expect(file.mediaType).toBe(found?.mediaType);
    expect(new Uint8Array(await new Response(file.bytes).arrayBuffer())).toEqual(bytes);
  });
});

describe('search', () => {
  it('finds what was written, in pages and from a start', async () => {
    const word = 'Quetzalcoatlus';
    for (let index = 0; index < 5; index += 1) {
      await newPage({
        title: `${word} & <${index}>`,
        body: storage(`<p>${word} number ${index} &lt;b&gt;</p>`),
      });
    }
    const cql = `type = page and text ~ "${word}" order by created`;
    const found = await all((cursor) => ana.search.cql({ cql, limit: 2, ...(cursor && { cursor }) }, never));
    expect(found.map(({ title }) => title)).toEqual([0, 1, 2, 3, 4].map((index) => `${word} & <${index}>`));
    expect(found[0]).toMatchObject({
      entityType: 'content',
      type: 'page',
      spaceKey: 'ENG',
      spaceName: space.name,
    });
    expect(found[0]?.webUrl).toContain(`${site.sandbox.siteUrl}/wiki/spaces/ENG/pages/${found[0]?.id}`);
    expect(found[0]?.excerpt).toContain(`${word} number 0 <b>`);
    const later = await ana.search.cql({ cql, limit: 2, start: 3, excerpt: 'none' }, never);
    expect(later.items.map(({ title }) => title)).toEqual([3, 4].map((index) => `${word} & <${index}>`));
    expect(later.items[0]?.excerpt).toBeUndefined();
  });
});

describe('people', () => {
  it('are looked up by id, and know themselves', async () => {
    const me = await ana.users.me(never);
    expect(me).toMatchObject({ displayName: 'Ana Ferreira', id: expect.any(String) });
    const people = await ana.users.byIds([me.id, 'nobody', me.id], never);
    expect(people.map(({ id }) => id)).toEqual([me.id]);
  });

  it('see only what they may see', async () => {
    const policies = await ana.spaces.list({ keys: ['PEOPLE'] }, never);
    const hidden = policies.items[0];
    expect(hidden).toBeDefined();
    const daiki = site.as('daiki');
    expect((await daiki.spaces.list({ keys: ['PEOPLE'] }, never)).items).toEqual([]);
    await expect(daiki.pages.get({ id: hidden?.homepageId ?? '' }, never)).rejects.toMatchObject({
      code: 'not_found',
    });
    const page = await newPage();
    const gus = site.as('gus');
    const update = {
      id: page.id,
      title: page.title,
      status: 'current',
      body: storage('<p>Mine</p>'),
      version: { number: 2 },
    } as const;
    await expect(gus.pages.update(update, never)).rejects.toMatchObject({
      code: expect.stringMatching(/^(not_found|upstream_forbidden)$/),
    });
    expect((await ana.pages.get({ id: page.id }, never)).version?.number).toBe(1);
  });
});

describe('blog posts', () => {
  it('are read by id in each format, and replaced', async () => {
    const made = await ana.blogPosts.create(
      { spaceId: space.id, title: 'Found and changed', body: storage('<p>One</p>') },
      never,
    );
    const read = await ana.blogPosts.get({ id: made.id, bodyFormat: 'storage' }, never);
    expect(read).toMatchObject({ type: 'blogpost', title: 'Found and changed', body: storage('<p>One</p>') });
    const change = {
      id: made.id,
      title: 'Changed',
      status: 'current',
      body: storage('<p>Two</p>'),
      version: { number: 2, message: 'again' },
    } as const;
    expect(await ana.blogPosts.update(change, never)).toMatchObject({
      title: 'Changed',
      version: { number: 2 },
    });
    const adf = await ana.blogPosts.get({ id: made.id, bodyFormat: 'atlas_doc_format' }, never);
    expect(adf.body?.value).toContain('"Two"');
    const first = await ana.blogPosts.get({ id: made.id, bodyFormat: 'storage', version: 1 }, never);
    expect(first.body?.value).toBe('<p>One</p>');
    await expect(ana.blogPosts.update(change, never)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('single comments', () => {
  it('are read and replaced by id', async () => {
    const page = await newPage();
    const { id } = await ana.comments.addFooter({ pageId: page.id, body: storage('<p>Hm</p>') }, never);
    const read = await ana.comments.get({ id, kind: 'footer', bodyFormat: 'storage' }, never);
    expect(read).toMatchObject({ id, kind: 'footer', pageId: page.id, body: storage('<p>Hm</p>') });
    const change = { id, kind: 'footer', body: storage('<p>Yes</p>'), version: { number: 2 } } as const;
    expect(await ana.comments.update(change, never)).toMatchObject({ version: { number: 2 } });
    await expect(ana.comments.update(change, never)).rejects.toMatchObject({ code: 'conflict' });
    await expect(ana.comments.get({ id, kind: 'inline' }, never)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('people', () => {
  it('are found by the words of their names', async () => {
    const me = await ana.users.me(never);
    const found = await ana.users.search({ query: me.displayName.split(' ')[0] ?? '' }, never);
    expect(found).toContainEqual(expect.objectContaining({ id: me.id, displayName: me.displayName }));
    expect(await ana.users.search({ query: 'nobody-of-this-name' }, never)).toEqual([]);
    expect(await ana.users.search({ query: '"\\ ' }, never)).toEqual([]);
  });
});
