import { describe, expect, it } from 'vitest';
import { validateStorage } from './validate-storage.ts';
import { wikiToStorage } from './wiki-to-storage.ts';

function storageOf(wiki: string): string {
  const result = wikiToStorage(wiki);
  if (!result.ok) throw new Error(result.message);
  expect(validateStorage(result.storage)).toEqual({ ok: true });
  return result.storage;
}

describe('wiki markup', () => {
  it('has headings, paragraphs, formatting, rules and quotes', () => {
    expect(storageOf('h2. A *b* _c_\n\none\ntwo {{x<y}}\n----\nbq. said')).toBe(
      '<h2>A <strong>b</strong> <em>c</em></h2><p>one<br />two <code>x&lt;y</code></p><hr /><blockquote><p>said</p></blockquote>',
    );
  });

  it('has nested and mixed lists', () => {
    expect(storageOf('* a\n** b\n*# c\n* d\n# e')).toBe(
      '<ul><li>a<ul><li>b</li></ul><ol><li>c</li></ol></li><li>d</li></ul><ol><li>e</li></ol>',
    );
  });

  it('has links to addresses, pages, anchors and files', () => {
    expect(storageOf('[t|https://x.example/?a=1&b=2] [DOC:My Page] [see|Other] [#top] [^f.pdf]')).toBe(
      '<p><a href="https://x.example/?a=1&amp;b=2">t</a> ' +
        '<ac:link><ri:page ri:space-key="DOC" ri:content-title="My Page" /></ac:link> ' +
        '<ac:link><ri:page ri:content-title="Other" /><ac:link-body>see</ac:link-body></ac:link> ' +
        '<ac:link ac:anchor="top"></ac:link> <ac:link><ri:attachment ri:filename="f.pdf" /></ac:link></p>',
    );
  });

  it('keeps code as it is', () => {
    expect(storageOf('{code:java|title=T}\nif (a < b) *x*;\n{code}')).toBe(
      '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">java</ac:parameter><ac:parameter ac:name="title">T</ac:parameter>' +
        '<ac:plain-text-body><![CDATA[if (a < b) *x*;]]></ac:plain-text-body></ac:structured-macro>',
    );
  });

  it('leaves single marks and escapes as text', () => {
    expect(storageOf('2 * 3 - snake_case_name \\*x\\* a-b-c')).toBe(
      '<p>2 * 3 - snake_case_name *x* a-b-c</p>',
    );
  });

  it.each([
    ['a\n{toc}', 'macro {toc}', 2],
    ['||h||', 'table', 1],
    ['see !x.png|width=3!', 'image', 1],
    ['x\n\n{code}\ny', 'has no end', 3],
  ])('refuses %j by line', (wiki, message, line) => {
    expect(wikiToStorage(wiki)).toMatchObject({
      ok: false,
      line,
      message: expect.stringContaining(message) as string,
    });
  });
});
