import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixtureSite, type Answer, type Caller, type FixtureSite } from '../fixture-site.ts';

const body = (value: string): unknown => ({ representation: 'storage', value });

describe('comments', () => {
  let fixture: FixtureSite;
  let pageId: string;
  beforeEach(async () => {
    fixture = await startFixtureSite();
    const created = await fixture.ben.send('POST', '/wiki/api/v2/pages', {
      spaceId: fixture.space.id,
      title: 'Plan',
      body: body('<p>one fish, two fish, <strong>red</strong> fish</p>'),
    });
    pageId = created.textAt('id');
  });
  afterEach(() => fixture.sandbox.close());

  const inline = (text: string, count: number, index: number, by: Caller = fixture.ben): Promise<Answer> =>
    by.send('POST', '/wiki/api/v2/inline-comments', {
      pageId,
      body: body('<p>Really?</p>'),
      inlineCommentProperties: {
        textSelection: text,
        textSelectionMatchCount: count,
        textSelectionMatchIndex: index,
      },
    });
  const write = (path: string, number: number, fields: object): Promise<Answer> =>
    fixture.ben.send('PUT', `/wiki/api/v2/${path}`, { version: { number }, ...fields });
  const storage = async (): Promise<unknown> =>
    (await fixture.ben.get(`/wiki/api/v2/pages/${pageId}?body-format=storage`)).at('body.storage.value');

  it('mark the chosen occurrence of a text in the body, without a new version', async () => {
    const created = await inline('fish', 3, 1);
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/wiki/api/v2/inline-comments/${created.textAt('id')}`);
    const ref = created.textAt('properties.inlineMarkerRef');
    expect(created.at('properties.inline-marker-ref')).toBe(ref);
    expect(await storage()).toBe(
      `<p>one fish, two <ac:inline-comment-marker ac:ref="${ref}">fish</ac:inline-comment-marker>, <strong>red</strong> fish</p>`,
    );
    expect((await fixture.ben.get(`/wiki/api/v2/pages/${pageId}`)).at('version.number')).toBe(1);
    const adf = await fixture.ben.get(`/wiki/api/v2/pages/${pageId}?body-format=atlas_doc_format`);
    expect(adf.at('body.atlas_doc_format.value')).toContain(ref);
    await fixture.ben.send('DELETE', `/wiki/api/v2/inline-comments/${created.textAt('id')}`);
    expect(await storage()).toBe('<p>one fish, two fish, <strong>red</strong> fish</p>');
  });

  it.each([
    ['a text that is not there', 'whale', 1, 0],
    ['a wrong count', 'fish', 2, 0],
    ['an index that is not below the count', 'fish', 3, 3],
  ])('are refused on %s', async (_what, text, count, index) => {
    expect((await inline(text, count, index)).status).toBe(400);
    expect(await storage()).not.toContain('ac:inline-comment-marker');
  });

  it('are resolved and reopened by anybody who may comment, edited by their author alone', async () => {
    const id = (await inline('two', 1, 0, fixture.ada)).textAt('id');
    const path = `inline-comments/${id}`;
    expect((await write(path, 2, { body: body('<p>Mine now</p>') })).status).toBe(404);
    const resolved = await write(path, 2, { body: body('<p>Really?</p>'), resolved: true });
    expect([resolved.status, resolved.at('resolutionStatus')]).toEqual([200, 'resolved']);
    expect(resolved.at('resolutionLastModifierId')).toBe(fixture.ben.person.accountId);
    expect((await write(path, 2, { resolved: false })).status).toBe(409);
    expect((await write(path, 3, { resolved: false })).at('resolutionStatus')).toBe('reopened');
  });

  it('dangle when an edit drops their marker, and cannot be changed then', async () => {
    const id = (await inline('two', 1, 0)).textAt('id');
    await fixture.ben.send('PUT', `/wiki/api/v2/pages/${pageId}`, {
      id: pageId,
      status: 'current',
      title: 'Plan',
      body: body('<p>nothing left</p>'),
      version: { number: 2 },
    });
    const path = `inline-comments/${id}`;
    expect((await fixture.ben.get(`/wiki/api/v2/${path}`)).at('resolutionStatus')).toBe('dangling');
    expect((await write(path, 2, { resolved: true })).status).toBe(400);
    const listed = await fixture.ben.get(
      `/wiki/api/v2/pages/${pageId}/inline-comments?resolution-status=dangling`,
    );
    expect(listed.at('results.0.id')).toBe(id);
  });

  it('have replies of their kind, which have no text of their own', async () => {
    const id = (await inline('two', 1, 0)).textAt('id');
    const reply = { parentCommentId: id, body: body('<p>Yes</p>') };
    const properties = { textSelection: 'two', textSelectionMatchCount: 1, textSelectionMatchIndex: 0 };
    const path = '/wiki/api/v2/inline-comments';
    expect(
      (await fixture.ben.send('POST', path, { ...reply, inlineCommentProperties: properties })).status,
    ).toBe(400);
    const created = await fixture.ben.send('POST', path, reply);
    expect([created.status, created.at('parentCommentId')]).toEqual([201, id]);
    expect((await fixture.ben.get(`/wiki/api/v2/inline-comments/${id}/children`)).at('results.0.id')).toBe(
      created.at('id'),
    );
    expect(
      (await fixture.ben.get(`/wiki/api/v2/pages/${pageId}/inline-comments`)).at('results.1'),
    ).toBeUndefined();
    const footer = await fixture.ben.send('POST', '/wiki/api/v2/footer-comments', reply);
    expect(footer.status).toBe(404);
    expect(
      (await fixture.ben.send('POST', '/wiki/api/v2/footer-comments', { body: body('<p>x</p>') })).status,
    ).toBe(400);
  });
});
