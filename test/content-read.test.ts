import { encode } from 'gpt-tokenizer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addContent, readView, requestsDuring } from './support/content-pages.ts';
import { startTestWeir, textOf, type TestWeir } from './support/weir.ts';

let weir: TestWeir;
beforeAll(async () => {
  weir = await startTestWeir();
});
afterEach(() => weir.sandbox.faults.clear());
afterAll(() => weir.close());

const paragraphs = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `<p>Line ${from + index} of the long page.</p>`).join('');
const long = `<h1>First</h1>${paragraphs(0, 40)}<h2>Second</h2>${paragraphs(40, 300)}<h1>Third</h1>${paragraphs(300, 320)}`;

describe('a page as Markdown', () => {
  it('comes with a header that names it, its version, etag and space, in one request', async () => {
    const page = addContent(
      weir,
      '<h1>Plan</h1><p>Ship <strong>soon</strong>.</p><ul><li><p>one</p></li></ul>',
    );
    let text = '';
    const requests = await requestsDuring(weir.sandbox, async () => {
      ({ text } = await page.read());
    });
    expect(requests).toEqual([`GET /wiki/api/v2/pages/${page.id}`]);
    const url = `${weir.sandbox.siteUrl}/wiki/spaces/ENG/pages/${page.id}/`;
    expect(text).toMatch(
      new RegExp(
        `^Page ${page.id}, version 1\\.\\n<confluence-data \\w+>\\npage ${page.id} "Content \\d+" v1 etag=[0-9a-f]{8} space=ENG ${url}`,
      ),
    );
    const { view, etag } = readView(text);
    expect(view).toBe('# Plan\n\nShip **soon**.\n\n- one');
    expect(text).toMatch(new RegExp(`Change it with confluence_edit_page, etag ${etag}\\.$`));
  });

  it('has an etag of its body, whatever the version says', async () => {
    const page = addContent(weir, '<p>Same text.</p>');
    const { etag } = await page.read();
    expect((await page.read()).etag).toBe(etag);
    page.content.storage =
      '<p>Same <ac:inline-comment-marker ac:ref="11111111-2222">text</ac:inline-comment-marker>.</p>';
    const marked = await page.read();
    expect(marked.etag).not.toBe(etag);
    expect(marked.text).toContain(' v1 ');
    expect(addContent(weir, '<p>Same text.</p>').id).not.toBe(page.id);
    expect((await addContent(weir, '<p>Same text.</p>').read()).etag).not.toBe(etag);
  });

  it('comes in parts that fit together, each within its tokens', async () => {
    const page = addContent(weir, long);
    const whole = await page.read({ maxTokens: 100_000 });
    expect(whole.cursor).toBeUndefined();
    const parts: string[] = [];
    let cursor: string | undefined;
    do {
      const part = await page.read({ maxTokens: 1_000, ...(cursor && { cursor }) });
      expect(encode(part.text).length).toBeLessThanOrEqual(1_000);
      expect(part.etag).toBe(whole.etag);
      parts.push(part.view);
      cursor = part.cursor;
    } while (cursor !== undefined);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.join('\n\n')).toBe(whole.view);
  });

  it('stays under 8,000 tokens unless more is asked for', async () => {
    const page = addContent(weir, `<h1>Much</h1>${paragraphs(0, 2_000)}`);
    const { text, cursor } = await page.read();
    expect(encode(text).length).toBeLessThanOrEqual(8_000);
    expect(encode(text).length).toBeGreaterThan(3_000);
    expect(cursor).toBeDefined();
  });

  it('refuses a cursor of another text', async () => {
    const page = addContent(weir, long);
    const { cursor } = await page.read({ maxTokens: 500 });
    page.content.storage = page.storage.replace('Line 3 ', 'Line three ');
    const refused = await page.call('confluence_get_page', { maxTokens: 500, cursor });
    expect(refused).toMatch(/^invalid_input: [^]*cursor[^]*read it again/i);
  });

  it('comes as an outline, or one section of it', async () => {
    const page = addContent(weir, long);
    const outline = await page.read({ view: 'outline' });
    expect(outline.view).toMatch(
      /^# First \(~\d+ tokens\)\n## Second \(~\d+ tokens\)\n# Third \(~\d+ tokens\)$/,
    );
    expect(outline.text).toContain('Read a part with view "section"');
    const section = await page.read({ section: '# Third' });
    expect(section.view).toMatch(/^# Third\n\nLine 300 [^]*Line 319 of the long page\.$/);
    expect(section.view).not.toContain('Line 299');
    expect(await page.call('confluence_get_page', { section: '# Fourth' })).toMatch(
      /^invalid_input: [^]*no heading "Fourth"/,
    );
  });

  it('shows handles where text cannot name a thing, or everywhere', async () => {
    const page = addContent(
      weir,
      '<p>Text.</p><ac:structured-macro ac:name="toc" ac:macro-id="abcd1234-0000-4000-8000-000000000000" />',
    );
    expect((await page.read()).view).toBe('Text.\n\n::toc{#abcd}');
    expect((await page.read({ ids: 'all' })).view).toMatch(/^Text\. \{#\w{4,}\}\n\n::toc\{#abcd\}$/);
  });

  it('names the people it mentions, asking once for all of them and then for none', async () => {
    const { people } = weir.sandbox.site;
    const [one, other] = [...people.values()].slice(-2);
    const mention = (id = ''): string => `<ac:link><ri:user ri:account-id="${id}" /></ac:link>`;
    const page = addContent(weir, `<p>Ask ${mention(one?.accountId)} or ${mention(other?.accountId)}.</p>`);
    const names = await requestsDuring(weir.sandbox, async () => {
      const { view } = await page.read();
      expect(view).toContain(`:mention[${one?.displayName}]{#`);
      expect(view).toContain(`:mention[${other?.displayName}]{#`);
    });
    expect(names).toEqual([`GET /wiki/api/v2/pages/${page.id}`, 'POST /wiki/api/v2/users-bulk']);
    expect(await requestsDuring(weir.sandbox, () => page.read())).toEqual([
      `GET /wiki/api/v2/pages/${page.id}`,
    ]);
  });

  it('shows ids where names cannot be had', async () => {
    weir.sandbox.faults.add({ match: { path: /users-bulk/ }, status: 403, body: {} });
    const page = addContent(
      weir,
      '<p><ac:link><ri:user ri:account-id="712020:nobody-knows" /></ac:link></p>',
    );
    expect((await page.read()).view).toMatch(/^:mention\[712020:nobody-knows\]\{#\w+\}$/);
  });

  it('comes from an earlier version, or from a draft', async () => {
    const page = addContent(weir, '<p>One.</p>');
    await page.replace((await page.read()).etag, 'One', 'Two');
    expect((await page.read({ version: 1 })).view).toBe('One.');
    expect((await page.read({ version: 1 })).text).not.toContain('Change it');
    const draft = addContent(weir, '<p>Idea.</p>', { status: 'draft' });
    expect((await draft.read({ draft: true })).view).toBe('Idea.');
  });

  it('is read from ADF where the storage body comes empty', async () => {
    const page = addContent(weir, '<h2>Still</h2><p>here, <em>all</em> of it.</p>');
    weir.sandbox.faults.add({ emptyBody: true });
    const requests = await requestsDuring(weir.sandbox, async () => {
      expect((await page.read()).view).toBe('## Still\n\nhere, _all_ of it.');
    });
    expect(requests).toHaveLength(2);
  });

  it('is said to be empty where it is', async () => {
    const page = addContent(weir, '');
    expect((await page.read()).view).toBe('(empty)');
  });

  it('that is not well-formed says so and can be read to the letter', async () => {
    const page = addContent(weir, '<p>fine</p>');
    page.content.storage = '<p>a<b></p>';
    expect(await page.call('confluence_get_page')).toMatch(
      /^invalid_input: The text of page \d+ cannot be shown like this\./,
    );
    expect(await page.call('confluence_get_page', { bodyFormat: 'storage' })).toContain('<p>a<b></p>');
  });
});

describe('the formats of Confluence', () => {
  it('come to the letter, with an etag that an edit takes', async () => {
    const page = addContent(weir, '<p>To the <em>letter</em>.</p>');
    const { etag } = await page.read();
    for (const args of [{ bodyFormat: 'storage' }, { view: 'raw' }]) {
      const raw = await weir.structured('confluence_get_page', { id: page.id, ...args });
      expect(raw).toMatchObject({ etag, body: { representation: 'storage', value: page.storage } });
    }
    const adf = await weir.structured('confluence_get_page', { id: page.id, bodyFormat: 'adf' });
    expect(adf['body']).toMatchObject({ representation: 'atlas_doc_format' });
    expect(adf['etag']).not.toBe(etag);
    const html = await weir.structured('confluence_get_page', { id: page.id, bodyFormat: 'view' });
    expect(html).not.toHaveProperty('etag');
    expect(await page.call('confluence_get_page', { bodyFormat: 'storage', view: 'outline' })).toMatch(
      /^invalid_input: The outline view is Markdown\./,
    );
  });

  it('are what the grouped surface gives to whom says nothing', async () => {
    const grouped = await weir.connect('?surface=grouped');
    const page = addContent(weir, '<p>Stored.</p>');
    const body = async (args: Record<string, unknown>): Promise<unknown> => {
      const result = await grouped.callTool({
        name: 'pages',
        arguments: { action: 'getBody', id: page.id, outputFormat: 'structured', ...args },
      });
      return (result.structuredContent as { body: unknown }).body;
    };
    expect(await body({})).toEqual({ representation: 'storage', value: '<p>Stored.</p>' });
    expect(await body({ bodyFormat: 'markdown' })).toEqual({ representation: 'markdown', value: 'Stored.' });
    expect(await body({ ids: 'all' })).toMatchObject({ representation: 'markdown' });
    await grouped.close();
  });
});

describe('other bodies', () => {
  it('of blog posts come the same way', async () => {
    const post = addContent(weir, '<p>News of <strong>today</strong>.</p>', { kind: 'blogpost' });
    const { text, view } = await post.read();
    expect(view).toBe('News of **today**.');
    expect(text).toMatch(/^Blog post \d+, version 1\.\n<confluence-data \w+>\nblogpost \d+ "Content/);
    expect(text).toContain('Change it with confluence_edit_blog_post');
  });

  it('of comments are Markdown in lists and alone', async () => {
    const page = addContent(weir, '<p>Words.</p>');
    const added = await weir.structured('confluence_add_comment', {
      pageId: page.id,
      body: { value: '<p>I <em>like</em> it.</p><ul><li><p>much</p></li></ul>' },
    });
    const list = await page.call('confluence_get_comments');
    expect(list).toContain('\nI _like_ it.\n\n- much\n');
    expect(await page.call('confluence_get_comments', { bodyFormat: 'storage' })).toContain('<em>like</em>');
    const one = textOf(await weir.call('confluence_get_comment', { id: added['id'] }));
    expect(one).toContain('I _like_ it.');
    expect(readView(one).etag).toBe(added['etag']);
  });
});
