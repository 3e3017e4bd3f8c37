import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/app-error.ts';
import type { Confluence } from '../../src/confluence/ports.ts';
import { classicScopes, connectClassic, type ClassicSite } from './site.ts';

const never = new AbortController().signal;
const body = { representation: 'storage', value: '<p>x</p>' } as const;

type Call = (confluence: Confluence) => Promise<unknown>;

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (thrown instanceof AppError) return thrown;
  throw new Error(`no AppError: ${String(thrown)}`);
}

describe('a site that no longer serves the older content API', () => {
  let site: ClassicSite;
  let older: Confluence;
  let pageId: string;
  let spaceId: string;
  let attachmentId: string;
  beforeAll(async () => {
    site = await connectClassic({ v1Content: 'gone' });
    older = site.older('ana');
    const present = site.present('ana');
    const { items } = await present.spaces.list({ keys: ['ENG'] }, never);
    pageId = items[0]?.homepageId ?? '';
    spaceId = items[0]?.id ?? '';
    const files = await present.search.cql({ cql: 'type = attachment', limit: 1 }, never);
    attachmentId = files.items[0]?.id ?? '';
  });
  afterAll(() => site.close());

  const update = { id: '7', status: 'current', title: 'x', body, version: { number: 2 } } as const;
  it.each<[name: string, scope: string, Call]>([
    ['reading a page', 'read:page:confluence', (c) => c.pages.get({ id: pageId }, never)],
    ['listing pages', 'read:page:confluence', (c) => c.pages.list({ title: 'x' }, never)],
    ['making a page', 'write:page:confluence', (c) => c.pages.create({ spaceId, title: 'x' }, never)],
    ['writing a page', 'write:page:confluence', (c) => c.pages.update(update, never)],
    ['deleting a page', 'delete:page:confluence', (c) => c.pages.delete({ id: pageId }, never)],
    ['listing pages of a space', 'read:page:confluence', (c) => c.pages.list({ spaceId }, never)],
    [
      'answering',
      'write:comment:confluence',
      (c) => c.comments.addFooter({ parentCommentId: '7', body }, never),
    ],
    ['listing spaces', 'read:space:confluence', (c) => c.spaces.list({}, never)],
    ['reading a space', 'read:space:confluence', (c) => c.spaces.get({ id: spaceId }, never)],
    ['children', 'read:hierarchical-content:confluence', (c) => c.content.children({ id: pageId }, never)],
    ['footer comments', 'read:comment:confluence', (c) => c.comments.footer({ pageId }, never)],
    ['inline comments', 'read:comment:confluence', (c) => c.comments.inline({ pageId }, never)],
    ['commenting', 'write:comment:confluence', (c) => c.comments.addFooter({ pageId, body }, never)],
    ['labels', 'read:page:confluence', (c) => c.labels.forPage({ pageId }, never)],
    ['attachments', 'read:attachment:confluence', (c) => c.attachments.forPage({ pageId }, never)],
    ['an attachment', 'read:attachment:confluence', (c) => c.attachments.get({ id: attachmentId }, never)],
    ['versions', 'read:page:confluence', (c) => c.versions.forPage({ pageId }, never)],
    ['a blog post', 'read:page:confluence', (c) => c.blogPosts.get({ id: '7' }, never)],
    ['writing a blog post', 'write:page:confluence', (c) => c.blogPosts.update(update, never)],
  ])('says so and names the granular scope: %s', async (_name, scope, call) => {
    const error = await failureOf(call(older));
    expect(error).toMatchObject({
      code: 'upstream_forbidden',
      message: 'This site no longer serves the older content API; granular scopes are needed.',
      fields: { upstreamStatus: 410, neededScopes: [[scope]] },
    });
    expect(error.fields.nextStep).toContain(`\`${scope}\``);
    expect(error.fields.credentials).toBeUndefined();
  });

  it('is not asked where that is known, except for what stays', async () => {
    const knowing = site.older('ana', classicScopes, { contentGone: true });
    const from = site.sent.length;
    const error = await failureOf(knowing.pages.delete({ id: pageId }, never));
    expect(error).toMatchObject({
      code: 'upstream_forbidden',
      message: 'This site no longer serves the older content API; granular scopes are needed.',
      fields: { neededScopes: [['delete:page:confluence']] },
    });
    expect(site.sent.length).toBe(from);
    const labels = [{ prefix: 'global', name: 'known' }];
    expect((await knowing.labels.addToPage({ pageId, labels }, never)).items.length).toBeGreaterThan(0);
    expect((await knowing.search.cql({ cql: 'type = page' }, never)).items.length).toBeGreaterThan(0);
  });

  it('still searches, labels, downloads, tells descendants and people', async () => {
    expect((await older.search.cql({ cql: 'type = page' }, never)).items.length).toBeGreaterThan(0);
    const labels = [{ prefix: 'global', name: 'still' }];
    expect((await older.labels.addToPage({ pageId, labels }, never)).items).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ name: 'still' })]),
    );
    expect((await older.content.descendants({ id: pageId }, never)).items.length).toBeGreaterThan(0);
    expect(await older.users.byIds([site.accountId('ben')], never)).toHaveLength(1);
    const { pageId: holder = '' } = await site.present('ana').attachments.get({ id: attachmentId }, never);
    const { bytes } = await older.attachments.download({ id: attachmentId, pageId: holder }, never);
    await bytes.cancel();
  });
});

describe('a token with some of the classic scopes', () => {
  let site: ClassicSite;
  let pageId: string;
  beforeAll(async () => {
    site = await connectClassic();
    const { items } = await site.present('ana').spaces.list({ keys: ['ENG'] }, never);
    pageId = items[0]?.homepageId ?? '';
  });
  afterAll(() => site.close());

  it('reads pages without bodies by the summary scope, and says what bodies take', async () => {
    const older = site.older('ana', ['read:confluence-content.summary']);
    expect((await older.pages.get({ id: pageId }, never)).id).toBe(pageId);
    expect(await failureOf(older.pages.get({ id: pageId, bodyFormat: 'storage' }, never))).toMatchObject({
      code: 'upstream_forbidden',
      message: `The Atlassian token lacks a scope that page ${pageId} needs.`,
      fields: { neededScopes: [['read:confluence-content.all']] },
    });
  });

  it('reads no page and no space by the scope of search', async () => {
    const older = site.older('ana', ['search:confluence']);
    expect((await older.search.cql({ cql: 'type = page' }, never)).items.length).toBeGreaterThan(0);
    expect((await failureOf(older.pages.get({ id: pageId }, never))).fields.neededScopes).toEqual([
      ['read:confluence-content.summary'],
      ['read:confluence-content.all'],
    ]);
    expect((await failureOf(older.spaces.list({}, never))).fields.neededScopes).toEqual([
      ['read:confluence-space.summary'],
    ]);
    expect((await failureOf(older.content.descendants({ id: pageId }, never))).fields.nextStep).toContain(
      '`read:confluence-content.summary`',
    );
  });

  it('deletes no page by the scope of spaces', async () => {
    const older = site.older('ana', [
      ...classicScopes.filter((scope) => scope !== 'write:confluence-content'),
      'write:confluence-space',
    ]);
    expect((await failureOf(older.pages.delete({ id: pageId }, never))).fields.neededScopes).toEqual([
      ['write:confluence-content'],
    ]);
  });

  it('finds nobody by name, for which there is no classic scope', async () => {
    const error = await failureOf(site.older('ana').users.search({ query: 'Ben' }, never));
    expect(error).toMatchObject({
      code: 'upstream_forbidden',
      fields: { neededScopes: [['read:content-details:confluence']] },
    });
  });
});
