import { describe, expect, it } from 'vitest';
import { view } from './view.ts';

function show(value: string, options: Parameters<typeof view>[1] = {}): string {
  return view({ format: 'storage', value }, options).text;
}

const macro = (name: string, inner = ''): string =>
  `<ac:structured-macro ac:name="${name}" ac:macro-id="abcd1234-0000-4000-8000-000000000001">${inner}</ac:structured-macro>`;

describe('view of storage format: blocks', () => {
  it.each([
    ['paragraphs, and no empty ones', '<p>One</p><p /><p><br /></p><p>Two</p>', 'One\n\nTwo'],
    ['headings', '<h1>A</h1><h3>B</h3>', '# A\n\n### B'],
    [
      'lists',
      '<ul><li>a<ul><li>b</li></ul></li></ul><ol start="3"><li><p>c</p></li></ol>',
      '- a\n  - b\n\n3. c',
    ],
    ['lists side by side by another marker', '<ul><li>a</li></ul><ul><li>b</li></ul>', '- a\n\n* b'],
    ['quotes and rules', '<blockquote><p>a</p><p>b</p></blockquote><hr />', '> a\n>\n> b\n\n---'],
    ['preformatted text', '<pre>a\n  b</pre>', '```{pre}\na\n  b\n```'],
    [
      'tasks',
      '<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>a</ac:task-body></ac:task></ac:task-list>',
      '- [x] a',
    ],
    [
      'code with what a reader sees of its parameters',
      macro(
        'code',
        '<ac:parameter ac:name="language">js</ac:parameter><ac:parameter ac:name="title">a b</ac:parameter><ac:parameter ac:name="theme">x</ac:parameter><ac:plain-text-body><![CDATA[a < b]]]]><![CDATA[>]]></ac:plain-text-body>',
      ),
      '```js title="a b"\na < b]]>\n```',
    ],
    [
      'other plain bodies',
      macro('plantuml', '<ac:plain-text-body><![CDATA[a]]></ac:plain-text-body>'),
      '```{plantuml}\na\n```',
    ],
    [
      'macros with a body',
      macro(
        'info',
        '<ac:parameter ac:name="title">T</ac:parameter><ac:rich-text-body><p>a</p></ac:rich-text-body>',
      ),
      ':::info{#abcd title=T}\na\n:::',
    ],
    [
      'macros without',
      macro('toc', '<ac:parameter ac:name="maxLevel">2</ac:parameter>'),
      '::toc{#abcd maxLevel=2}',
    ],
    [
      'macros with a page as their parameter',
      macro(
        'include',
        '<ac:parameter ac:name=""><ac:link><ri:page ri:content-title="T" ri:space-key="S" /></ac:link></ac:parameter>',
      ),
      '::include[S/T]{#abcd}',
    ],
    [
      'images with captions',
      '<ac:image ac:alt="x"><ri:attachment ri:filename="a (1).png" /><ac:caption><p>c</p></ac:caption></ac:image>',
      '![x](att:a \\(1\\).png)\n^ c',
    ],
    [
      'layouts',
      '<ac:layout><ac:layout-section ac:type="two_equal"><ac:layout-cell><p>a</p></ac:layout-cell></ac:layout-section></ac:layout>',
      ':::section{two_equal}\n:::cell\na\n:::\n:::',
    ],
    [
      'ADF nodes',
      '<ac:adf-extension ac:local-id="abcd1234"><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">note</ac:adf-attribute><ac:adf-content><p>a</p></ac:adf-content></ac:adf-node><ac:adf-fallback><p>a</p></ac:adf-fallback></ac:adf-extension>',
      ':::adf-panel{#abcd type=note}\na\n:::',
    ],
    [
      'elements around blocks as if they were not there',
      '<div class="x"><p>a</p></div><section><p>b</p></section>',
      'a\n\nb',
    ],
    ['comments and unknown prefixes not at all', '<!-- c --><p>a<fab:x>b</fab:x></p>', 'a'],
  ])('%s', (_, storage, expected) => {
    expect(show(storage)).toBe(expected);
  });

  it('tables, with the blocks of a cell on one line', () => {
    const table =
      '<table ac:local-id="abcd1234"><colgroup><col /></colgroup><tbody><tr><th colspan="2">H</th></tr>' +
      '<tr><td><p>a | b</p><ul><li>c</li></ul></td><td /></tr></tbody></table>';
    expect(show(table)).toBe('::table{#abcd}\n| H {cols=2} |\n| - |\n| a \\| b ¶ - c | |');
  });
});

describe('view of storage format: inline content', () => {
  it.each([
    [
      'marks',
      '<strong>a</strong> <em>b</em> <del>c</del> <code>d</code> <u>e</u><sub>f</sub>',
      '**a** _b_ ~~c~~ `d` <u>e</u><sub>f</sub>',
    ],
    ['emphasis inside a word', 'un<em>believ</em>able', 'un<em>believ</em>able'],
    ['white space and entities', 'a&nbsp;&rsquo;b&rsquo;\n  c', 'a ’b’ c'],
    [
      'links',
      '<a href="https://e.org/a_(b)">x</a> <a href="https://e.org">https://e.org</a>',
      '[x](https://e.org/a_(b)) <https://e.org>',
    ],
    [
      'smart links',
      '<a href="https://e.org" data-card-appearance="inline" local-id="abcd1234">https://e.org</a>',
      '[](https://e.org){#abcd card=inline}',
    ],
    [
      'links to pages',
      '<ac:link ac:local-id="abcd1234"><ri:page ri:content-title="T" /><ac:link-body>x</ac:link-body></ac:link>',
      ':link[x]{#abcd to=T}',
    ],
    [
      'status, date, emoji',
      `${macro('status', '<ac:parameter ac:name="title">Done</ac:parameter><ac:parameter ac:name="colour">Green</ac:parameter>')} <time datetime="2026-01-02" local-id="bcde1234" /> <ac:emoticon ac:name="x" ac:emoji-fallback="😀" />`,
      ':status[Done|Green]{#abcd} :date[2026-01-02]{#bcde} 😀',
    ],
    [
      'comment anchors',
      'a <ac:inline-comment-marker ac:ref="abcd-1234">b</ac:inline-comment-marker>',
      'a :c[b]{#abcd}',
    ],
    [
      'colour, but not fonts',
      '<span style="color: red;" local-id="abcd1234">a</span><span style="font-size: 9px;">b</span>',
      ':s[a]{#abcd}b',
    ],
    ['colour of a whole line not at all', '<span style="color: red;">a</span>', 'a'],
    [
      'signs that would mean something',
      '* a_b 2 * 3 [x](y) \\* `c` {#h} &lt;u&gt; :c[',
      '\\* a_b 2 * 3 [x\\](y) \\\\\\* \\`c\\` \\{#h} \\<u> \\:c[',
    ],
    ['starts of lines that would mean something', '1. a', '1\\. a'],
  ])('%s', (_, inner, expected) => {
    expect(show(`<p>${inner}</p>`)).toBe(expected);
  });

  it('people by their names, and anchors of resolved comments not at all', () => {
    const page =
      '<p><ac:link ac:local-id="abcd1234"><ri:user ri:account-id="u1" /></ac:link> <ac:inline-comment-marker ac:ref="r-1">b</ac:inline-comment-marker></p>';
    const names = { people: new Map([['u1', 'Ann Lee']]), resolvedComments: new Set(['r-1']) };
    expect(show(page, { names })).toBe(':mention[Ann Lee]{#abcd} b');
  });
});

describe('parts of a view', () => {
  const page = '<h1>A</h1><p>one</p><h2>B</h2><p>two</p><h1>C</h1><p>three</p>';

  it('an outline, a section, every handle', () => {
    expect(
      show(page, { mode: 'outline' })
        .split('\n')
        .map((line) => line.replace(/ \(.*/, '')),
    ).toEqual(['# A', '## B', '# C']);
    expect(show(page, { section: '# A' })).toBe('# A\n\none\n\n## B\n\ntwo');
    expect(show(page, { section: 'b' })).toBe('## B\n\ntwo');
    expect(() => show(page, { section: 'D' })).toThrow('The page has no heading "D"');
    expect(show('<p local-id="abcd1234">a</p>', { ids: 'all' })).toBe('a {#abcd}');
  });

  it('come with a cursor that fits the body it was made for', () => {
    const long = Array.from({ length: 40 }, (_, index) => `<p>paragraph number ${index}</p>`).join('');
    const first = view({ format: 'storage', value: long }, { maxTokens: 60 });
    expect(first).toMatchObject({ complete: false, lines: { from: 0 } });
    expect(first.text.endsWith(`paragraph number ${first.text.split('\n\n').length - 1}`)).toBe(true);
    const { cursor = '' } = first;
    expect(
      view({ format: 'storage', value: long }, { cursor }).text.startsWith(
        `paragraph number ${first.text.split('\n\n').length}`,
      ),
    ).toBe(true);
    expect(() => view({ format: 'storage', value: `${long}<p>x</p>` }, { cursor })).toThrow(
      'does not belong to this body',
    );
  });
});
