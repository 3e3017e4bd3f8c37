import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Confluence, Page, Paged, Space } from '../../src/confluence/ports.ts';
import { connectDataCenter, type ConnectedDataCenter } from './site.ts';

const never = new AbortController().signal;
const storage = (value: string) => ({ representation: 'storage', value }) as const;

let site: ConnectedDataCenter;
let ana: Confluence;
let space: Space;
let made = 0;

beforeAll(async () => {
  site = await connectDataCenter();
  ana = site.as('ana');
  const { items } = await ana.spaces.list({ keys: ['ENG'] }, never);
  if (items[0] === undefined) throw new Error('the sandbox has no space ENG');
  space = items[0];
});
afterAll(() => site.close());

function newPage(more: Partial<Parameters<Confluence['pages']['create']>[0]> = {}): Promise<Page> {
  made += 1;
  return ana.pages.create(
    { spaceId: space.id, title: `Page ${made} of the test`, body: storage('<p>One</p>'), ...more },
    never,
  );
}

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
    headers: {
      authorization: `Bearer ${site.person('ana').personalToken}`,
      'x-atlassian-token': 'no-check',
      ...(init.headers as Record<string, string>),
    },
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
    expect(await ana.spaces.get({ id: 'ENG' }, never)).toEqual(space);
    expect(space).toMatchObject({
      key: 'ENG',
      status: 'current',
      homepageId: expect.stringMatching(/^\d+$/),
      webUrl: expect.stringMatching(new RegExp(`^${site.sandbox.siteUrl}/(spaces|display)/ENG`)),
    });
    const personal = await ana.spaces.list({ type: 'personal' }, never);
    expect(personal.items.length).toBeGreaterThan(0);
    expect(personal.items.every(({ type }) => type === 'personal')).toBe(true);
    const key = personal.items[0]?.key ?? '';
    expect((await ana.spaces.get({ id: key }, never)).key).toBe(key);
    const byId = await ana.spaces.list({ ids: [space.id] }, never);
    expect(byId.items.map(({ id }) => id)).toEqual([space.id]);
  });
});

describe('pages', () => {
  it('are created, read in both formats, updated and found in their space', async () => {
    const body = '<p>Zoë &amp; <strong>Jürgen</strong> 日本</p>';
    const page = await newPage({ body: storage(body), bodyFormat: 'storage' });
    expect(page).toMatchObject({
      type: 'page',
      status: 'current',
      spaceId: space.id,
      parentId: space.homepageId,
      body: storage(body),
    });

    const before = site.sent.length;
    const read = await ana.pages.get({ id: page.id, bodyFormat: 'storage' }, never);
    expect(site.sent.length - before).toBe(1);
    expect(read.body).toEqual(storage(body));
    expect(read.webUrl).toContain(`${site.sandbox.siteUrl}/`);
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
    expect(updated.spaceId).toBe(space.id);
    const first = await ana.pages.get({ id: page.id, version: 1, bodyFormat: 'storage' }, never);
    expect(first).toMatchObject({ id: page.id, body: storage(body), version: { number: 1 } });
    const second = await ana.pages.get({ id: page.id, version: 2, bodyFormat: 'storage' }, never);
    expect(second.body).toEqual(storage('<p>Two</p>'));

    const title = `${page.title} again`;
    const named = await ana.pages.list({ spaceId: space.id, title, bodyFormat: 'storage' }, never);
    expect(named.items).toEqual([expect.objectContaining({ id: page.id, body: storage('<p>Two</p>') })]);
    expect(named.items[0]?.webUrl).toBe(updated.webUrl);
    const wiki = await newPage({
      body: { representation: 'wiki', value: 'h1. Hello' },
      bodyFormat: 'storage',
    });
    expect(wiki.body?.value).toContain('<h1>');
  });

  it('are listed to the end, each once', async () => {
    const pages = await all((cursor) =>
      ana.pages.list({ spaceId: space.id, limit: 7, ...(cursor && { cursor }) }, never),
    );
    const inOne = await ana.pages.list({ spaceId: 'ENG', limit: 250 }, never);
    expect(pages.map(({ id }) => id)).toEqual(inOne.items.map(({ id }) => id));
    expect(inOne.nextCursor).toBeUndefined();
  });

  it('move with all that lies below them', async () => {
    const [from, to] = [await newPage(), await newPage()];
    const moved = await newPage({ parentId: from.id });
    const below = await newPage({ parentId: moved.id });
    const update = {
      id: moved.id,
      title: moved.title,
      status: 'current',
      body: storage('<p>One</p>'),
    } as const;
    await ana.pages.update({ ...update, parentId: to.id, version: { number: 2 } }, never);
    const path = await ana.content.ancestors({ id: below.id }, never);
    expect(path.map(({ id }) => id)).toEqual([space.homepageId, to.id, moved.id]);
    // Without a parent it stays where it is.
    await ana.pages.update({ ...update, version: { number: 3 } }, never);
    expect((await ana.pages.get({ id: moved.id }, never)).parentId).toBe(to.id);
  });

  it('go to the trash, out of it, and away', async () => {
    const page = await newPage();
    await ana.pages.delete({ id: page.id }, never);
    expect((await ana.pages.get({ id: page.id }, never)).status).toBe('trashed');
    const args = { id: page.id, title: page.title, status: 'current', body: storage('<p>One</p>') } as const;
    await ana.pages.update({ ...args, version: { number: 2 } }, never);
    expect((await ana.pages.get({ id: page.id }, never)).status).toBe('current');
    await expect(ana.pages.delete({ id: page.id, purge: true }, never)).rejects.toMatchObject({
      code: 'not_found',
    });
    await ana.pages.delete({ id: page.id }, never);
    await ana.pages.delete({ id: page.id, purge: true }, never);
    await expect(ana.pages.get({ id: page.id }, never)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('can be drafts, saved, published and dropped', async () => {
    const draft = await newPage({ status: 'draft' });
    expect(draft.status).toBe('draft');
    const drafts = { id: draft.id, title: draft.title, version: { number: 1 } };
    await ana.pages.update({ ...drafts, status: 'draft', body: storage('<p>More</p>') }, never);
    const saved = await ana.pages.get({ id: draft.id, draft: true, bodyFormat: 'storage' }, never);
    expect(saved).toMatchObject({ status: 'draft', body: storage('<p>More</p>') });
    await expect(ana.pages.get({ id: draft.id }, never)).rejects.toMatchObject({ code: 'not_found' });
    await ana.pages.update({ ...drafts, status: 'current', body: storage('<p>Done</p>') }, never);
    expect(await ana.pages.get({ id: draft.id }, never)).toMatchObject({
      status: 'current',
      version: { number: 1 },
    });
    const dropped = await newPage({ status: 'draft' });
    await ana.pages.delete({ id: dropped.id, draft: true }, never);
    await expect(ana.pages.get({ id: dropped.id, draft: true }, never)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('and blog posts keep to their own ports', async () => {
    const post = await ana.blogPosts.create(
      { spaceId: space.id, title: 'News of the test', body: storage('<p>n</p>') },
      never,
    );
    expect(post).toMatchObject({ type: 'blogpost', spaceId: space.id, title: 'News of the test' });
    await expect(ana.pages.get({ id: post.id }, never)).rejects.toMatchObject({ code: 'not_found' });
    await expect(ana.pages.delete({ id: post.id }, never)).rejects.toMatchObject({ code: 'not_found' });
    const changed = { id: post.id, title: 'Old news', status: 'current', body: storage('<p>o</p>') } as const;
    await ana.blogPosts.update({ ...changed, version: { number: 2 } }, never);
    const read = await ana.blogPosts.get({ id: post.id, bodyFormat: 'storage' }, never);
    expect(read).toMatchObject({ title: 'Old news', version: { number: 2 }, body: storage('<p>o</p>') });
  });
});

describe('the tree', () => {
  it('is walked up and down', async () => {
    const top = await newPage();
    const middle = await newPage({ parentId: top.id });
    const leaf = await newPage({ parentId: middle.id });
    const { items } = await ana.content.children({ id: top.id }, never);
    expect(items).toEqual([
      expect.objectContaining({
        id: middle.id,
        type: 'page',
        title: middle.title,
        parentId: top.id,
        spaceId: space.id,
      }),
    ]);
    const below = await all((cursor) =>
      ana.content.descendants({ id: top.id, depth: 5, limit: 1, ...(cursor && { cursor }) }, never),
    );
    expect(below.map(({ id, depth, parentId }) => ({ id, depth, parentId }))).toEqual([
      { id: middle.id, depth: 1, parentId: top.id },
      { id: leaf.id, depth: 2, parentId: middle.id },
    ]);
    expect((await ana.content.descendants({ id: leaf.id }, never)).items).toEqual([]);
    const above = await ana.content.ancestors({ id: leaf.id }, never);
    expect(above.map(({ id }) => id)).toEqual([space.homepageId, top.id, middle.id]);
    const near = await ana.content.ancestors({ id: leaf.id, limit: 1 }, never);
    expect(near).toEqual([expect.objectContaining({ id: middle.id, title: middle.title })]);
  });

  it('of a whole space takes few requests', async () => {
    const before = site.sent.length;
    const whole = await all((cursor) =>
      ana.content.descendants(
        { id: space.homepageId ?? '', depth: 10, limit: 250, ...(cursor && { cursor }) },
        never,
      ),
    );
    const pages = await ana.pages.list({ spaceId: space.id, limit: 250 }, never);
    expect(whole).toHaveLength(pages.items.length - 1);
    expect(site.sent.length - before - 1).toBeLessThanOrEqual(2);
  });
});

describe('versions', () => {
  it('are listed, newest first, with their bodies, page by page', async () => {
    const page = await newPage();
    for (const number of [2, 3]) {
      const body = storage(`<p>${number}</p>`);
      const args = { id: page.id, title: page.title, status: 'current', body } as const;
      await ana.pages.update({ ...args, version: { number, message: `m${number}` } }, never);
    }
    const { items } = await ana.versions.forPage({ pageId: page.id, bodyFormat: 'storage' }, never);
    expect(items.map(({ number, body, message }) => [number, body?.value, message])).toEqual([
      [3, '<p>3</p>', 'm3'],
      [2, '<p>2</p>', 'm2'],
      [1, '<p>One</p>', undefined],
    ]);
    const walked = await all((cursor) =>
      ana.versions.forPage(
        { pageId: page.id, limit: 1, sort: 'modified-date', ...(cursor && { cursor }) },
        never,
      ),
    );
    expect(walked.map(({ number }) => number)).toEqual([1, 2, 3]);
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
  it('are written, answered, changed and read below the page', async () => {
    const page = await newPage();
    const first = await ana.comments.addFooter({ pageId: page.id, body: storage('<p>Why?</p>') }, never);
    const reply = await ana.comments.addFooter(
      { parentCommentId: first.id, body: storage('<p>Because.</p>') },
      never,
    );
    expect(reply).toMatchObject({ kind: 'footer', pageId: page.id, parentCommentId: first.id });
    const read = await ana.comments.get({ id: reply.id, kind: 'footer', bodyFormat: 'storage' }, never);
    expect(read).toMatchObject({
      parentCommentId: first.id,
      pageId: page.id,
      body: storage('<p>Because.</p>'),
    });
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
    const changed = { id: first.id, kind: 'footer', body: storage('<p>How?</p>') } as const;
    expect((await ana.comments.update({ ...changed, version: { number: 2 } }, never)).version?.number).toBe(
      2,
    );
    await expect(ana.comments.update({ ...changed, version: { number: 2 } }, never)).rejects.toMatchObject({
      code: 'conflict',
      fields: { currentVersion: 2 },
    });
    await expect(ana.pages.delete({ id: first.id }, never)).rejects.toMatchObject({ code: 'not_found' });
    await expect(ana.comments.get({ id: first.id, kind: 'inline' }, never)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('on the text are read with what they mark', async () => {
    const { items: pages } = await ana.pages.list({ spaceId: space.id, limit: 250 }, never);
    let seen = 0;
    for (const { id: pageId } of pages) {
      const { items } = await ana.comments.inline({ pageId, bodyFormat: 'storage', limit: 100 }, never);
      seen += items.length;
      for (const comment of items) {
        expect(comment).toMatchObject({
          kind: 'inline',
          pageId,
          resolutionStatus: expect.stringMatching(/^(open|reopened|resolved|dangling)$/),
          selection: expect.stringMatching(/\S/),
          markerRef: expect.stringMatching(/\S/),
        });
        const { resolutionStatus = '' } = comment;
        const alike = await ana.comments.inline({ pageId, resolutionStatus, limit: 100 }, never);
        expect(alike.items.map(({ id }) => id)).toContain(comment.id);
        expect(alike.items.every((each) => each.resolutionStatus === resolutionStatus)).toBe(true);
      }
      const below = await ana.comments.footer({ pageId, limit: 100 }, never);
      const marked = new Set(items.map(({ id }) => id));
      expect(below.items.filter(({ id }) => marked.has(id))).toEqual([]);
    }
    expect(seen).toBeGreaterThan(1);
  });
});

describe('attachments', () => {
  it('are listed, read and downloaded byte for byte', async () => {
    const page = await newPage();
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: 'application/pdf' }), 'größe & plan.pdf');
    await direct(`/rest/api/content/${page.id}/child/attachment`, { method: 'POST', body: form });
    const { items } = await ana.attachments.forPage({ pageId: page.id, filename: 'größe & plan.pdf' }, never);
    expect(items).toHaveLength(1);
    const found = items[0];
    expect(found).toMatchObject({
      id: expect.stringMatching(/^att\d+$/),
      title: 'größe & plan.pdf',
      fileSize: 70_000,
      pageId: page.id,
    });
    const id = found?.id ?? '';
    expect(await ana.attachments.get({ id }, never)).toEqual(found);
    const file = await ana.attachments.download({ id, pageId: page.id }, never);
    expect(file.mediaType).toContain(found?.mediaType);
    expect(new Uint8Array(await new Response(file.bytes).arrayBuffer())).toEqual(bytes);
    const elsewhere = ana.attachments.download({ id, pageId: space.homepageId ?? '' }, never);
    await expect(elsewhere).rejects.toMatchObject({ code: 'not_found' });
    const begun = await ana.attachments.download({ id, pageId: page.id }, never);
    await begun.bytes.cancel();
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
      excerpt: expect.stringContaining(`${word} number 0 <b>`),
      webUrl: expect.stringContaining(site.sandbox.siteUrl),
    });
    const later = await ana.search.cql({ cql, limit: 2, start: 3, excerpt: 'none' }, never);
    expect(later.items.map(({ title }) => title)).toEqual([3, 4].map((index) => `${word} & <${index}>`));
    expect(later.items[0]?.excerpt).toBeUndefined();
  });
});

describe('people', () => {
  it('are looked up by key and by name, and know themselves', async () => {
    const me = await ana.users.me(never);
    expect(me).toEqual({ displayName: 'Ana Ferreira', id: site.person('ana').userKey });
    const people = await ana.users.byIds([me.id, 'nobody', me.id], never);
    expect(people).toEqual([me]);
    expect(await ana.users.search({ query: 'Ferreira' }, never)).toEqual([me]);
    const page = await newPage();
    expect(page.authorId).toBe(me.id);
  });

  it('may sign in with user name and password', async () => {
    const { username, password, displayName } = site.person('ben');
    const ben = site.as('ben', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
    expect((await ben.users.me(never)).displayName).toBe(displayName);
  });

  it('see only what they may see', async () => {
    const policies = await ana.spaces.list({ keys: ['PEOPLE'] }, never);
    const hidden = policies.items[0];
    expect(hidden).toBeDefined();
    const daiki = site.as('daiki');
    expect((await daiki.spaces.list({ keys: ['PEOPLE'] }, never)).items).toEqual([]);
    for (const call of [
      () => daiki.pages.get({ id: hidden?.homepageId ?? '' }, never),
      () => daiki.spaces.get({ id: hidden?.id ?? '' }, never),
      () => daiki.content.descendants({ id: hidden?.homepageId ?? '' }, never),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'not_found' });
    }
    const page = await newPage();
    const update = {
      id: page.id,
      title: page.title,
      status: 'current',
      body: storage('<p>Mine</p>'),
    } as const;
    await expect(
      site.as('gus').pages.update({ ...update, version: { number: 2 } }, never),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/^(not_found|upstream_forbidden)$/),
    });
    expect((await ana.pages.get({ id: page.id }, never)).version?.number).toBe(1);
  });
});
