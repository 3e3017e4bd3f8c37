import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { addContent, requestsDuring, type ContentPage } from './support/content-pages.ts';
import { describeEachStore } from './support/stores.ts';
import { startTestWeir, type TestWeir } from './support/weir.ts';

const macro = (id: string, name: string, inside: string): string =>
  `<ac:structured-macro ac:name="${name}" ac:schema-version="1" ac:macro-id="${id}">${inside}</ac:structured-macro>`;

const body = [
  '<h1>Plan</h1>',
  '<p style="text-align: center;">Ship the <strong>first</strong>&nbsp;release in <ac:inline-comment-marker ac:ref="c0ffee00-1111-4222-8333-444444444444">March</ac:inline-comment-marker>.</p>',
  macro(
    'aaaa0001-0000-4000-8000-000000000000',
    'info',
    '<ac:rich-text-body><p>Mind the gap.</p></ac:rich-text-body>',
  ),
  macro('bbbb0002-0000-4000-8000-000000000000', 'toc', '<ac:parameter ac:name="maxLevel">3</ac:parameter>'),
  '<table class="wrapped"><colgroup><col /><col /></colgroup><tbody><tr><th>What</th><th>Who</th></tr><tr><td class="x">Build</td><td>Ann</td></tr></tbody></table>',
  '<h2>Later</h2>',
  '<ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>Test it</ac:task-body></ac:task></ac:task-list>',
  '<p>The end.</p>',
].join('');

describeEachStore('editing a page through the product', ({ emptyLocation }) => {
  let weir: TestWeir;
  let page: ContentPage;
  beforeAll(async () => {
    weir = await startTestWeir({ database: await emptyLocation() });
  });
  beforeEach(() => {
    page = addContent(weir, body);
  });
  afterEach(() => weir.sandbox.faults.clear());
  afterAll(() => weir.close());

  it('changes words and nothing else, in three requests', async () => {
    const { etag } = await page.read();
    const before = page.storage;
    let answer = '';
    const requests = await requestsDuring(weir.sandbox, async () => {
      answer = await page.replace(etag, 'release', 'version');
    });
    const path = `/wiki/api/v2/pages/${page.id}`;
    expect(requests).toEqual([`GET ${path}`, `PUT ${path}`, `GET ${path}`]);
    expect(page.storage).toBe(before.replace('release', 'version'));
    expect(page.version).toBe(2);
    const after = await page.read();
    expect(answer).toMatch(
      new RegExp(`^Changed page ${page.id}, version 2, etag ${after.etag}\\.\\nApplied: replace\\.\\n`),
    );
    expect(answer).toContain('now reads:\nShip the **first** version in :c[March]{#c0ff}.');
    expect(answer).not.toContain('The end.');
  });

  it('takes every kind of edit in one call, all or none', async () => {
    const { etag } = await page.read();
    const answer = await page.edit(
      etag,
      [
        { replace: { old: 'Mind the gap.', new: 'Mind the **step**.' } },
        { set: { target: '#bbbb', params: { maxLevel: '2' } } },
        {
          table: {
            target: handleOf(await page.read(), '::table'),
            rowInsert: { after: 2, cells: ['Review', 'Ben'] },
          },
        },
        { insert: { before: '## Later', markdown: 'Soon:\n\n- [ ] Celebrate' } },
        { replace: { old: '- [ ] Test it', new: '- [x] Test it' } },
      ],
      { message: 'from the plan' },
    );
    expect(answer).toMatch(/^Changed page \d+, version 2/);
    expect(answer).toContain('Applied: 2 × replace, set, table, insert.');
    const { storage } = page;
    expect(storage).toContain('<p>Mind the <strong>step</strong>.</p>');
    expect(storage).toContain('<ac:parameter ac:name="maxLevel">2</ac:parameter>');
    expect(storage).toMatch(/<tr><td class="x">Review<\/td><td>Ben<\/td><\/tr>/);
    expect(storage).toContain('<ac:task-id>7</ac:task-id><ac:task-status>complete</ac:task-status>');
    expect(storage).toContain('Celebrate');
    expect(page.content.versions.at(-1)?.message).toBe('from the plan');
    const view = await page.read();
    const refused = await page.edit(view.etag, [
      { replace: { old: 'The end.', new: 'The beginning.' } },
      { delete: { target: '#nope1' } },
    ]);
    expect(refused).toMatch(/^invalid_input: The change does not fit, and nothing was written\./);
    expect(page.storage).toBe(storage);
  });

  it('goes on from the etag of its own answer, without reading again', async () => {
    const { etag } = await page.read();
    const first = await page.replace(etag, 'The end.', 'The end, nearly.');
    const [, next = ''] = /etag (\w+)\./.exec(first) ?? [];
    expect(await page.replace(next, 'nearly', 'surely')).toMatch(/^Changed page \d+, version 3/);
    expect(page.storage).toContain('<p>The end, surely.</p>');
  });

  it('tells what it would do and writes nothing when asked to try', async () => {
    const { etag } = await page.read();
    const requests = await requestsDuring(weir.sandbox, async () => {
      const tried = await page.replace(etag, 'The end.', 'The beginning.', { dryRun: true });
      expect(tried).toMatch(/^Tried, not written: page \d+, version 1, etag/);
      expect(tried).toContain('now reads:\nThe beginning.');
    });
    expect(requests).toEqual([`GET /wiki/api/v2/pages/${page.id}`]);
    expect(page.storage).toBe(body);
    expect(page.version).toBe(1);
  });

  it('writes nothing where nothing would change', async () => {
    const { etag } = await page.read();
    expect(await page.replace(etag, 'The end.', 'The end.')).toMatch(
      /^Nothing to change in page \d+, version 1/,
    );
    expect(page.version).toBe(1);
  });

  it('keeps the anchor of a comment, and says where it went', async () => {
    const { etag } = await page.read();
    const answer = await page.replace(etag, 'in :c[March]{#c0ff}.', 'in late March.');
    expect(answer).toContain('comment #c0ff moved from "March" to "March"');
    expect(page.storage).toContain(
      'ac:ref="c0ffee00-1111-4222-8333-444444444444">March</ac:inline-comment-marker>',
    );
  });

  it('appends without reading first', async () => {
    const answer = await page.call('confluence_append_to_page', {
      markdown: '## New\n\n> [!NOTE]\n> Really.\n\n| a | b |\n| - | - |\n| 1 | 2 |',
    });
    expect(answer).toMatch(/^Changed page \d+, version 2, etag \w+\.\n/);
    expect(answer).toMatch(/new handles: #\w+/);
    expect(page.storage.startsWith(body)).toBe(true);
    expect(page.storage.slice(body.length)).toMatch(
      /^<h2>New<\/h2><ac:structured-macro ac:name="info"[^]*<table>/,
    );
    await page.call('confluence_append_to_page', { section: '# Plan', markdown: 'In the plan.' });
    expect((await page.read()).view).toMatch(/In the plan\.$/);
  });

  it('writes a whole view back, keeping what it does not show', async () => {
    const { etag, view } = await page.read();
    const edited = view.replace('The end.', 'The real end.\n\nAnd more.').replace('Build', 'Build it');
    const answer = await page.call('confluence_update_page', {
      etag,
      body: { representation: 'markdown', value: edited },
    });
    expect(answer).toMatch(/^Changed page \d+, version 2, etag/);
    expect(page.storage).toBe(
      body.replace('The end.', 'The real end.').replace('Build', 'Build it').concat('<p>And more.</p>'),
    );
    expect(page.content.title).toMatch(/^Content \d+$/);
    const again = await page.read();
    const numbered = await page.call('confluence_update_page', {
      title: 'Renamed',
      version: { number: 3, message: 'by number' },
      body: { representation: 'markdown', value: again.view.replace('And more.', 'And less.') },
    });
    expect(numbered).toMatch(/^Changed page \d+, version 3/);
    expect(page.content.title).toBe('Renamed');
  });

  it('creates from Markdown, and edits what it created at once', async () => {
    const created = await weir.structured('confluence_create_page', {
      spaceId: page.content.spaceId,
      title: 'From Markdown',
      body: { representation: 'markdown', value: '# Hi\n\n```ts\nconst a = 1;\n```\n\n- [ ] do' },
    });
    const content = weir.sandbox.site.contents.get(String(created['id']));
    expect(content?.storage).toMatch(/^<h1>Hi<\/h1><ac:structured-macro ac:name="code"[^]*<ac:task-list>/);
    expect(created).toMatchObject({ verified: true, lost: [] });
    const edited = await weir.structured('confluence_edit_page', {
      id: created['id'],
      etag: created['etag'],
      edits: [{ replace: { old: 'const a = 1;', new: 'const a = 2;' } }],
    });
    expect(edited).toMatchObject({ outcome: 'written', verified: true, version: { number: 2 } });
    expect(content?.storage).toContain('<![CDATA[const a = 2;]]>');
  });

  it('keeps drafts drafts', async () => {
    const draft = addContent(weir, '<p>Rough.</p>', { status: 'draft' });
    const { etag } = await draft.read({ draft: true });
    const answer = await draft.replace(etag, 'Rough', 'Smooth', { draft: true });
    expect(answer).toMatch(/^Changed page \d+, version 1, etag/);
    expect(draft.storage).toBe('<p>Smooth.</p>');
    expect(draft.content.status).toBe('draft');
    const published = await draft.call('confluence_update_page', {
      version: { number: 1 },
      body: { representation: 'markdown', value: 'Smooth and out.' },
    });
    expect(published).toMatch(/^Changed page \d+, version 1, etag/);
    expect(draft.content.status).toBe('current');
    expect(draft.storage).toBe('<p>Smooth and out.</p>');
  });

  it('edits ADF where the storage body comes empty', async () => {
    const adf = {
      type: 'doc',
      version: 1,
      content: [
        { type: 'paragraph', content: [{ type: 'text', text: 'Only here.' }] },
        {
          type: 'panel',
          attrs: { panelType: 'info' },
          content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Panel' }] }],
        },
      ],
    };
    const other = addContent(weir, '<p>Only here.</p>', { adf: JSON.stringify(adf) });
    weir.sandbox.faults.add({ emptyBody: true });
    const { etag, view } = await other.read();
    expect(view).toContain('Only here.');
    const answer = await other.replace(etag, 'Only here.', 'Here alone.');
    expect(answer).toMatch(/^Changed page \d+, version 2, etag/);
    expect(JSON.parse(other.content.adf ?? 'null')).toEqual({
      ...adf,
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Here alone.' }] }, adf.content[1]],
    });
  });

  it('works the same on blog posts and comments', async () => {
    const post = addContent(weir, '<p>Old news.</p>', { kind: 'blogpost' });
    const { etag } = await post.read();
    expect(await post.replace(etag, 'Old', 'New')).toMatch(/^Changed blog post \d+, version 2, etag/);
    expect(post.storage).toBe('<p>New news.</p>');
    await post.call('confluence_update_blog_post', {
      version: { number: 3 },
      body: { value: '<p>Stored news.</p>' },
    });
    expect(post.storage).toBe('<p>Stored news.</p>');

    const added = await weir.structured('confluence_add_comment', {
      pageId: page.id,
      body: { representation: 'markdown', value: 'I **agree**.' },
    });
    const comment = weir.sandbox.site.comments.get(String(added['id']));
    expect(comment?.storage).toBe('<p>I <strong>agree</strong>.</p>');
    const changed = await weir.structured('confluence_update_comment', {
      id: added['id'],
      etag: added['etag'],
      body: { representation: 'markdown', value: 'I **strongly** agree.' },
    });
    expect(changed).toMatchObject({ outcome: 'written', version: { number: 2 } });
    expect(comment?.storage).toBe('<p>I <strong>strongly</strong> agree.</p>');
  });

  it('mentions people by name and says whom a name may mean', async () => {
    const { people } = weir.sandbox.site;
    const [ann] = [...people.values()];
    const { etag } = await page.read();
    const answer = await page.replace(etag, 'The end.', `Ask :mention[${ann?.displayName}].`);
    expect(answer).toMatch(/^Changed page/);
    expect(page.storage).toContain(`<ri:user ri:account-id="${ann?.accountId}" />`);
    const other = { ...ann, accountId: 'account-double', email: 'double@example.test' };
    people.set('account-double', other as NonNullable<typeof ann>);
    const now = (await page.read()).etag;
    const ambiguous = await page.edit(now, [
      { insert: { into: 'page', markdown: `@[${ann?.displayName}]` } },
    ]);
    expect(ambiguous).toMatch(/^invalid_input: The change does not fit, and nothing was written\./);
    expect(ambiguous).toContain('{user=account-double}');
    expect(
      await page.edit(now, [{ insert: { into: 'page', markdown: '@[nobody@nowhere.test]' } }]),
    ).toContain('Nobody is known as "nobody@nowhere.test"');
  });
});

/** The handle in braces after a construct of a view. */
function handleOf({ view }: { readonly view: string }, construct: string): string {
  const [, handle] = new RegExp(`${construct}\\{(#\\w+)`).exec(view) ?? [];
  if (handle === undefined) throw new Error(`no ${construct} with a handle in:\n${view}`);
  return handle;
}
