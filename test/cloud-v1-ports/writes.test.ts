import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Confluence, Page, Space } from '../../src/confluence/ports.ts';
import { connectClassic, type ClassicSite } from './site.ts';

const never = new AbortController().signal;
const storage = (value: string) => ({ representation: 'storage', value }) as const;
const adf = {
  version: 1,
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text: 'In ADF' }] }],
};

let site: ClassicSite;
let older: Confluence;
let present: Confluence;
let space: Space;
let made = 0;

beforeAll(async () => {
  site = await connectClassic();
  older = site.older('ana');
  present = site.present('ana');
  const { items } = await present.spaces.list({ keys: ['ENG'] }, never);
  space = items[0] as Space;
});
afterAll(() => site.close());

async function newPage(more: Partial<Parameters<Confluence['pages']['create']>[0]> = {}): Promise<Page> {
  made += 1;
  return older.pages.create(
    { spaceId: space.id, title: `Made the older way ${made}`, body: storage('<p>One</p>'), ...more },
    never,
  );
}

describe('pages through the older API', () => {
  it('are made below the homepage, or below a parent', async () => {
    const page = await newPage();
    expect(page).toMatchObject({
      type: 'page',
      status: 'current',
      spaceId: space.id,
      parentId: space.homepageId,
    });
    expect(page.version?.number).toBe(1);
    const below = await newPage({ parentId: page.id, bodyFormat: 'storage' });
    expect(below).toMatchObject({
      parentId: page.id,
      body: { representation: 'storage', value: '<p>One</p>' },
    });
    expect((await present.pages.get({ id: below.id }, never)).parentId).toBe(page.id);
  });

  it('are written whole, in storage format and in ADF', async () => {
    const { id, title } = await newPage();
    const second = await older.pages.update(
      { id, title, status: 'current', body: storage('<p>2</p>'), version: { number: 2, message: 'why' } },
      never,
    );
    expect(second.version).toMatchObject({ number: 2, message: 'why' });
    await older.pages.update(
      {
        id,
        title,
        status: 'current',
        body: { representation: 'atlas_doc_format', value: JSON.stringify(adf) },
        version: { number: 3 },
      },
      never,
    );
    const { body } = await older.pages.get({ id, bodyFormat: 'atlas_doc_format' }, never);
    expect(JSON.parse(body?.value ?? '')).toEqual(adf);
    expect((await present.pages.get({ id, bodyFormat: 'storage' }, never)).body?.value).toBe('<p>In ADF</p>');
  });

  it('move below another parent with an update', async () => {
    const [page, parent] = [await newPage(), await newPage()];
    const { id, title } = page;
    const moved = await older.pages.update(
      {
        id,
        title,
        status: 'current',
        parentId: parent.id,
        body: storage('<p>1</p>'),
        version: { number: 2 },
      },
      never,
    );
    expect(moved.parentId).toBe(parent.id);
    expect((await present.pages.get({ id }, never)).parentId).toBe(parent.id);
  });

  it('are kept as drafts and published', async () => {
    const draft = await newPage({ status: 'draft' });
    expect(draft.status).toBe('draft');
    const { id, title } = draft;
    await expect(older.pages.get({ id }, never)).rejects.toMatchObject({ code: 'not_found' });
    await older.pages.update(
      { id, title, status: 'draft', body: storage('<p>more</p>'), version: { number: 1 } },
      never,
    );
    const read = await older.pages.get({ id, draft: true, bodyFormat: 'storage' }, never);
    expect(read.body?.value).toBe('<p>more</p>');
    const published = await older.pages.update(
      { id, title, status: 'current', body: storage('<p>done</p>'), version: { number: 1 } },
      never,
    );
    expect(published).toMatchObject({ status: 'current', version: { number: 1 } });
  });

  it('refuse a version that is not the next, naming the current one', async () => {
    const { id, title } = await newPage();
    await expect(
      older.pages.update(
        { id, title, status: 'current', body: storage('<p>x</p>'), version: { number: 7 } },
        never,
      ),
    ).rejects.toMatchObject({ code: 'conflict', fields: { currentVersion: 1 } });
  });

  it('go to the trash and from there for good; a draft goes at once', async () => {
    const { id } = await newPage();
    await older.pages.delete({ id }, never);
    expect((await present.pages.get({ id }, never)).status).toBe('trashed');
    await expect(older.pages.delete({ id }, never)).rejects.toMatchObject({ code: 'not_found' });
    await older.pages.delete({ id, purge: true }, never);
    await expect(present.pages.get({ id }, never)).rejects.toMatchObject({ code: 'not_found' });
    const draft = await newPage({ status: 'draft' });
    await older.pages.delete({ id: draft.id, draft: true }, never);
    await expect(older.pages.get({ id: draft.id, draft: true }, never)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('leave comments and posts alone when a page is to be deleted', async () => {
    const page = await newPage();
    const comment = await older.comments.addFooter({ pageId: page.id, body: storage('<p>?</p>') }, never);
    const post = await older.blogPosts.create({ spaceId: space.id, title: 'Stays' }, never);
    for (const id of [comment.id, post.id]) {
      await expect(older.pages.delete({ id }, never)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect((await older.comments.get({ id: comment.id, kind: 'footer' }, never)).id).toBe(comment.id);
  });

  it('are refused with a title that is taken, a broken body, a parent that is not there', async () => {
    const { title } = await newPage();
    const refused = { code: 'invalid_input' };
    await expect(newPage({ title })).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/already taken/),
    });
    await expect(newPage({ body: storage('<p>open') })).rejects.toMatchObject(refused);
    await expect(newPage({ parentId: '999999999' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(newPage({ spaceId: 'no/such' })).rejects.toMatchObject(refused);
  });
});

describe('the rest through the older API', () => {
  it('comments are added, answered and changed', async () => {
    const page = await newPage();
    const comment = await older.comments.addFooter({ pageId: page.id, body: storage('<p>First</p>') }, never);
    expect(comment).toMatchObject({ kind: 'footer', pageId: page.id, authorId: site.accountId('ana') });
    const reply = await older.comments.addFooter(
      { parentCommentId: comment.id, body: storage('<p>Second</p>') },
      never,
    );
    expect(reply).toMatchObject({ parentCommentId: comment.id, pageId: page.id });
    const there = await present.comments.get({ id: reply.id, kind: 'footer' }, never);
    expect(there.parentCommentId).toBe(comment.id);
    await older.comments.update(
      { id: comment.id, kind: 'footer', body: storage('<p>Changed</p>'), version: { number: 2 } },
      never,
    );
    const read = await older.comments.get({ id: comment.id, kind: 'footer', bodyFormat: 'storage' }, never);
    expect(read).toMatchObject({ version: { number: 2 }, body: { value: '<p>Changed</p>' } });
    await expect(
      older.comments.update(
        { id: comment.id, kind: 'footer', body: storage('<p>x</p>'), version: { number: 2 } },
        never,
      ),
    ).rejects.toMatchObject({ code: 'conflict', fields: { currentVersion: 2 } });
    await expect(older.comments.get({ id: comment.id, kind: 'inline' }, never)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('blog posts are made, read and changed', async () => {
    const post = await older.blogPosts.create(
      { spaceId: space.id, title: 'News', body: storage('<p>n</p>') },
      never,
    );
    expect(post.type).toBe('blogpost');
    await older.blogPosts.update(
      {
        id: post.id,
        title: 'More news',
        status: 'current',
        body: storage('<p>m</p>'),
        version: { number: 2 },
      },
      never,
    );
    expect(await present.blogPosts.get({ id: post.id, bodyFormat: 'storage' }, never)).toMatchObject({
      title: 'More news',
      body: { value: '<p>m</p>' },
    });
  });

  it('labels are added', async () => {
    const { id: pageId } = await newPage();
    const labels = [{ prefix: 'global', name: 'fresh' }];
    expect((await older.labels.addToPage({ pageId, labels }, never)).items).toMatchObject(labels);
    expect((await present.labels.forPage({ pageId }, never)).items).toMatchObject(labels);
  });
});
