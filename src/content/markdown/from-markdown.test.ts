import { describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/app-error.ts';
import { fromMarkdown } from './from-markdown.ts';
import type { Resolvers } from './resolvers.ts';

function storage(markdown: string, resolvers: Resolvers = {}): string {
  return fromMarkdown(markdown, 'storage', resolvers);
}

function failure(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function refusal(markdown: string, resolvers: Resolvers = {}): string {
  const error = failure(() => storage(markdown, resolvers));
  expect(error.code).toBe('invalid_input');
  return `${error.message} ${error.fields.nextStep ?? ''}`;
}

describe('new blocks in storage format', () => {
  it.each([
    ['paragraphs', 'one\n\ntwo', '<p>one</p><p>two</p>'],
    ['wrapped text and hard breaks', 'a\nb  \nc\\\nd', '<p>a b<br />c<br />d</p>'],
    ['headings', '# A\n\n### B ###', '<h1>A</h1><h3>B</h3>'],
    ['a rule', '---', '<hr />'],
    ['a quote', '> a\n> b', '<blockquote><p>a b</p></blockquote>'],
    [
      'nested lists',
      '- a\n  1. b\n- c',
      '<ul><li><p>a</p><ol><li><p>b</p></li></ol></li><li><p>c</p></li></ul>',
    ],
    ['the first number', '3. a\n4. b', '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'],
    ['an empty item', '-\n- a', '<ul><li><p /></li><li><p>a</p></li></ul>'],
    ['indented code', '    a  <b>\n      c', '<pre>a  &lt;b&gt;\n  c</pre>'],
    [
      'a setext heading on the page and a rule in an item',
      'A\n---\n\n- b\n  ---',
      '<h2>A</h2><ul><li><p>b</p><hr /></li></ul>',
    ],
    [
      'a numbered list below the text of an item',
      '- a\n  3. b',
      '<ul><li><p>a</p><ol start="3"><li><p>b</p></li></ol></li></ul>',
    ],
    ['two kinds of items', '- a\n- [ ] b', '<ul><li><p>a</p></li></ul>' + task('incomplete', 'b')],
    ['task lists', '- [x] **done**', task('complete', '<strong>done</strong>')],
  ])('%s', (_name, markdown, expected) => {
    expect(storage(markdown)).toBe(expected);
  });

  function task(status: string, body: string): string {
    return `<ac:task-list><ac:task><ac:task-status>${status}</ac:task-status><ac:task-body>${body}</ac:task-body></ac:task></ac:task-list>`;
  }

  it('numbers tasks with ids that the page does not have, nested ones too', () => {
    let next = 7;
    const markup = storage('- [ ] a\n  - [x] b', { newTaskId: () => String(next++) });
    expect(markup).toBe(
      '<ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>a' +
        '<ac:task-list><ac:task><ac:task-id>8</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>b</ac:task-body></ac:task></ac:task-list>' +
        '</ac:task-body></ac:task></ac:task-list>',
    );
  });

  it('writes code with language and title, and splits what would end it', () => {
    expect(storage('```js title="a \\"b\\"" collapse=true\nx ]]> y\n```')).toBe(
      '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">js</ac:parameter>' +
        '<ac:parameter ac:name="title">a "b"</ac:parameter><ac:parameter ac:name="collapse">true</ac:parameter>' +
        '<ac:plain-text-body><![CDATA[x ]]]]><![CDATA[> y]]></ac:plain-text-body></ac:structured-macro>',
    );
  });

  it('makes panels of the alerts of GitHub by their colours', () => {
    const names = ['NOTE', 'TIP', 'IMPORTANT', 'WARNING', 'CAUTION'].map(
      (alert) => /ac:name="(\w+)"/.exec(storage(`> [!${alert}]\n> text`))?.[1],
    );
    expect(names).toEqual(['info', 'tip', 'note', 'note', 'warning']);
    expect(storage('> [!NOTE] Mind\n> text')).toBe(
      '<ac:structured-macro ac:name="info"><ac:parameter ac:name="title">Mind</ac:parameter><ac:rich-text-body><p>text</p></ac:rich-text-body></ac:structured-macro>',
    );
  });

  it('merges cells, fills short rows and reads blocks in cells', () => {
    expect(
      storage('| A | B | C |\n| --- | :-: | --: |\n| x {rows=2} | y {cols=2} |\n| - l ¶ - m ¶ t |'),
    ).toBe(
      '<table><tbody><tr><th><p>A</p></th><th><p style="text-align: center;">B</p></th><th><p style="text-align: right;">C</p></th></tr>' +
        '<tr><td rowspan="2"><p>x</p></td><td colspan="2"><p style="text-align: center;">y</p></td></tr>' +
        '<tr><td><ul><li><p>l</p></li><li><p>m</p></li></ul><p>t</p></td><td><p /></td></tr></tbody></table>',
    );
  });

  it('has no header row where no separator stands, and needs no outer pipes', () => {
    expect(storage('| a | b\\|c |')).toBe(
      '<table><tbody><tr><td><p>a</p></td><td><p>b|c</p></td></tr></tbody></table>',
    );
    expect(storage('a | b\n- | -\n1 | 2')).toBe(
      '<table><tbody><tr><th><p>a</p></th><th><p>b</p></th></tr><tr><td><p>1</p></td><td><p>2</p></td></tr></tbody></table>',
    );
  });

  it('keeps the odd spaces of a file name and gives an image its caption', () => {
    expect(storage('![A & B](att:Shot 5.36\u202fPM.png){width=300 align=center}\n^ See **this**')).toBe(
      '<ac:image ac:width="300" ac:align="center" ac:alt="A &amp; B"><ri:attachment ri:filename="Shot 5.36\u202fPM.png" /><ac:caption><p>See <strong>this</strong></p></ac:caption></ac:image>',
    );
  });

  it('puts what stands beside a section into a section of its own', () => {
    expect(storage('text\n\n:::section{two_equal}\n:::cell\na\n:::\n:::cell\nb\n:::\n:::')).toBe(
      '<ac:layout><ac:layout-section ac:type="single"><ac:layout-cell><p>text</p></ac:layout-cell></ac:layout-section>' +
        '<ac:layout-section ac:type="two_equal"><ac:layout-cell><p>a</p></ac:layout-cell><ac:layout-cell><p>b</p></ac:layout-cell></ac:layout-section></ac:layout>',
    );
  });

  it('names pages, files and people in parameters as storage format does', () => {
    expect(
      storage('::include[KEY/A page]\n\n::view-file{name=a.pdf}\n\n::children{page="B page" all=true}'),
    ).toBe(
      '<ac:structured-macro ac:name="include"><ac:parameter ac:name=""><ac:link><ri:page ri:space-key="KEY" ri:content-title="A page" /></ac:link></ac:parameter></ac:structured-macro>' +
        '<ac:structured-macro ac:name="view-file"><ac:parameter ac:name="name"><ri:attachment ri:filename="a.pdf" /></ac:parameter></ac:structured-macro>' +
        '<ac:structured-macro ac:name="children"><ac:parameter ac:name="page"><ac:link><ri:page ri:content-title="B page" /></ac:link></ac:parameter><ac:parameter ac:name="all">true</ac:parameter></ac:structured-macro>',
    );
  });
});

describe('new inline content in storage format', () => {
  it.each([
    ['marks', '**a** _b_ ~~c~~ `d`', '<strong>a</strong> <em>b</em> <s>c</s> <code>d</code>'],
    ['bold beside letters of any script', '**한글**은', '<strong>한글</strong>은'],
    ['bold with emphasis at its end', '**a *b***', '<strong>a <em>b</em></strong>'],
    ['three signs', '***a*** ***b** c*', '<strong><em>a</em></strong> <em><strong>b</strong> c</em>'],
    ['underscores', '__a__ b_c_d __init__.py', '<strong>a</strong> b_c_d <strong>init</strong>.py'],
    ['code that holds a backtick', '``a`b``', '<code>a`b</code>'],
    ['tags', '<u>a</u> H<sub>2</sub>O <kbd>x</kbd><br>y', '<u>a</u> H<sub>2</sub>O <kbd>x</kbd><br />y'],
    ['escapes and references', '\\*a\\* &lt;b&gt; &copy; <T>', '*a* &lt;b&gt; © &lt;T&gt;'],
    [
      'a link',
      '[a **b**](https://x.y/?q=1&r=2)',
      '<a href="https://x.y/?q=1&amp;r=2">a <strong>b</strong></a>',
    ],
    [
      'a bare address',
      '(see https://x.y/a_b_c).',
      '(see <a href="https://x.y/a_b_c">https://x.y/a_b_c</a>).',
    ],
    ['an address with a placeholder', 'https://{host}/x', 'https://{host}/x'],
    [
      'a reference link',
      '[a][r] and [r]\n\n[r]: https://x.y',
      '<a href="https://x.y">a</a> and <a href="https://x.y">r</a>',
    ],
    [
      'a page',
      '[a](page:KEY/My page#here)',
      '<ac:link ac:anchor="here"><ri:page ri:space-key="KEY" ri:content-title="My page" /><ac:link-body>a</ac:link-body></ac:link>',
    ],
    [
      'a page of this space',
      '[a](page:C# guide)',
      '<ac:link><ri:page ri:content-title="C# guide" /><ac:link-body>a</ac:link-body></ac:link>',
    ],
    [
      'a title with a slash',
      '[a](page:~ann/TCP/IP)',
      '<ac:link><ri:page ri:space-key="~ann" ri:content-title="TCP/IP" /><ac:link-body>a</ac:link-body></ac:link>',
    ],
    [
      'a blog post',
      '[a](blog:KEY/2026-01-02/News)',
      '<ac:link><ri:blog-post ri:space-key="KEY" ri:posting-day="2026/01/02" ri:content-title="News" /><ac:link-body>a</ac:link-body></ac:link>',
    ],
    [
      'a space, content and an anchor',
      '[a](space:KEY) [b](content:42) [c](#d)',
      '<ac:link><ri:space ri:space-key="KEY" /><ac:link-body>a</ac:link-body></ac:link> ' +
        '<ac:link><ri:content-entity ri:content-id="42" /><ac:link-body>b</ac:link-body></ac:link> ' +
        '<ac:link ac:anchor="d"><ac:link-body>c</ac:link-body></ac:link>',
    ],
    [
      'a file',
      '[a](att:b (1).pdf)',
      '<ac:link><ri:attachment ri:filename="b (1).pdf" /><ac:link-body>a</ac:link-body></ac:link>',
    ],
    [
      'a smart link',
      '[](https://x.y){card=block}',
      '<a href="https://x.y" data-card-appearance="block">https://x.y</a>',
    ],
    [
      'a status',
      ':status[In review|yellow]',
      '<ac:structured-macro ac:name="status"><ac:parameter ac:name="title">In review</ac:parameter><ac:parameter ac:name="colour">Yellow</ac:parameter></ac:structured-macro>',
    ],
    ['a date', ':date[2026-02-28]', '<time datetime="2026-02-28" />'],
    [
      'an anchor',
      ':anchor[x]',
      '<ac:structured-macro ac:name="anchor"><ac:parameter ac:name="">x</ac:parameter></ac:structured-macro>',
    ],
    ['emoji', '👍 :emoji[:party:]', '👍 <ac:emoticon ac:name="party" ac:emoji-shortname=":party:" />'],
  ])('%s', (_name, markdown, expected) => {
    expect(storage(markdown)).toBe(`<p>${expected}</p>`);
  });

  it('knows people by label, e-mail and id, on both platforms', () => {
    const people = new Map([
      ['Ann', { accountId: '5:ann' }],
      ['bob@x.y', { userKey: '8a7f80804e2f3c11014e2f3c1d4a0001' }],
    ]);
    expect(storage(':mention[Ann] @[bob@x.y] :mention[C]{user=712020:c}', { people })).toBe(
      '<p><ac:link><ri:user ri:account-id="5:ann" /></ac:link> <ac:link><ri:user ri:userkey="8a7f80804e2f3c11014e2f3c1d4a0001" /></ac:link> <ac:link><ri:user ri:account-id="712020:c" /></ac:link></p>',
    );
  });

  it('refuses a person that nobody or more than one could be', () => {
    const candidates = new Map([
      [
        'Ann',
        [
          { accountId: '1', name: 'Ann A', email: 'a@x.y' },
          { accountId: '2', name: 'Ann B' },
        ],
      ],
    ]);
    expect(refusal('\n@[Ann]', { candidates })).toBe(
      'Line 2: "Ann" may be Ann A <a@x.y> {user=1} or Ann B {user=2}. Write :mention[Name]{user=id} with the id of the one you mean.',
    );
    expect(refusal(':mention[Zed]')).toContain('Nobody is known as "Zed"');
  });
});

describe('things of the page that move', () => {
  const anchor = '<ac:inline-comment-marker ac:ref="r1">old</ac:inline-comment-marker>';
  const toc =
    '<ac:structured-macro ac:name="toc" ac:macro-id="m1"><ac:parameter ac:name="maxLevel">2</ac:parameter></ac:structured-macro>';
  const panel =
    '<ac:structured-macro ac:name="info" ac:macro-id="m2"><ac:rich-text-body><p local-id="q">in</p></ac:rich-text-body></ac:structured-macro>';
  const link =
    '<ac:link ac:local-id="l"><ri:page ri:content-title="T" /><ac:plain-text-link-body><![CDATA[old]]></ac:plain-text-link-body></ac:link>';
  const table =
    '<table data-layout="wide"><colgroup><col style="width: 9.0px;" /></colgroup><tbody><tr><td style="x"><p>a</p></td></tr></tbody></table>';
  const stored = new Map([
    ['r1', anchor],
    ['m1', toc],
    ['m2', panel],
    ['l1', link],
    ['t1', table],
  ]);
  const resolvers: Resolvers = { existing: (handle) => stored.get(handle) };

  it('keeps their bytes', () => {
    expect(storage('::toc{#m1 maxLevel=2}', resolvers)).toBe(toc);
    expect(storage('::toc{#m1}', resolvers)).toBe(toc);
    expect(storage(':::info{#m2}\nin\n:::', resolvers)).toBe(panel);
    expect(storage('::table{#t1}\n| a |\n| - |', resolvers)).toBe(table);
  });

  it('puts their frame around new content', () => {
    expect(storage(':c[new **words**]{#r1}', resolvers)).toBe(
      '<p><ac:inline-comment-marker ac:ref="r1">new <strong>words</strong></ac:inline-comment-marker></p>',
    );
    expect(storage(':::info{#m2}\nother\n:::', resolvers)).toBe(
      panel.replace('<p local-id="q">in</p>', '<p>other</p>'),
    );
    expect(storage(':link[new]{#l1}', resolvers)).toBe(
      '<p><ac:link ac:local-id="l"><ri:page ri:content-title="T" /><ac:link-body>new</ac:link-body></ac:link></p>',
    );
  });

  it('changes the parameters that are written otherwise', () => {
    expect(storage('::toc{#m1 maxLevel=4}', resolvers)).toBe(toc.replace('>2<', '>4<'));
  });

  it('refuses to lose anything on the way', () => {
    expect(refusal('::table{#t1}\n| b |', resolvers)).toContain('#t1 is written otherwise than it is stored');
    expect(refusal('::toc{#m1}\n\n::toc{#m1}', resolvers)).toContain('#m1 is written twice');
    expect(refusal('::toc{#zzzz}', resolvers)).toContain('Nothing on this page has the handle #zzzz');
    expect(refusal(':c[x]')).toContain('needs the {#handle}');
  });
});

describe('what cannot become content', () => {
  it.each([
    ['raw HTML', 'a\n<div>b</div>', 'Line 2: "<div>b</div>" is raw markup'],
    ['raw storage format', '<ac:structured-macro ac:name="toc" />', 'is raw markup'],
    ['an HTML comment', '<!-- x -->', 'is raw markup'],
    ['a script address', '[a](javascript:alert%281%29)', 'may not stand in a page'],
    ['a disguised script address', '[a](Java\u00adScript:alert%281%29)', 'may not stand in a page'],
    ['a data image', '![a](data:image/png;base64,AA)', 'may not stand in a page'],
    ['a control character', 'a\n\u0007', 'Line 2: The character U+0007 cannot stand in a page'],
    ['half a surrogate pair', 'a\ud83d', 'U+D83D'],
    ['an open code block', '```js\nx', 'The code block that starts with "```js" is never closed'],
    ['an open container', 'a\n\n:::info\nx', 'Line 3: The container ":::info" is never closed'],
    ['a stray end', ':::', 'neither opens nor closes'],
    ['a table without rows', 'a\n\n| - |\n| - |', 'Line 3: The table has no rows'],
    ['a footnote', 'a[^1]\n\n[^1]: https://x.y', 'is a footnote'],
    ['an unknown macro', '::evil{a=b}', 'The macro "evil" may not be created here'],
    ['an unknown container', ':::evil\na\n:::', 'The macro "evil" may not be created here'],
    ['another plain macro', '```{html}\n<b>\n```', 'The macro "html" may not be created here'],
    ['a colour that is none', ':status[a|mauve]', '"mauve" is no colour of a status'],
    ['a day that is none', ':date[2026-02-30]', '"2026-02-30" is no date'],
    ['a span below the table', '| a {rows=3} |\n| b |', 'Line 1: A cell spans 3 rows, but only 2 are left'],
    ['cells without section', ':::cell\na\n:::', 'Put sections of a page layout at the top'],
    [
      'a wrong number of cells',
      ':::section{two_equal}\n:::cell\na\n:::\n:::',
      'has 2 cells, but 1 are written',
    ],
    ['a link in a link', '[a [b](https://x.y)](https://z.y)', 'A link stands inside another link'],
    ['a parameter that code has not', '```js foo=1\n```', 'A code block has no parameter "foo"'],
    ['a cut parameter', '::toc{class=abc…}', 'The parameter "class" is cut off'],
    ['an empty page link', '[a](page:)', 'names nothing'],
  ])('%s', (_name, markdown, expected) => {
    expect(refusal(markdown)).toContain(expected);
  });

  it('lets policy allow other macros', () => {
    const resolvers: Resolvers = { allowMacro: (name) => name === 'roadmap' || name === 'html' };
    expect(storage('::roadmap{a=b}', resolvers)).toContain('ac:name="roadmap"');
    expect(storage('::macro[roadmap]{a=b}', resolvers)).toContain('ac:name="roadmap"');
    expect(storage('x :macro[roadmap a=b]', resolvers)).toContain('<ac:parameter ac:name="a">b');
    expect(storage('```{html}\n<b>\n```', resolvers)).toContain('<![CDATA[<b>]]>');
    expect(refusal('::other', resolvers)).toContain('"other" may not be created');
  });

  it('takes text that only looks like markup as text', () => {
    expect(storage('List<String> a < b \\<div> ::before {x} 2 * 3 * 4')).toBe(
      '<p>List&lt;String&gt; a &lt; b &lt;div&gt; ::before {x} 2 * 3 * 4</p>',
    );
  });

  it('refuses more than it can read', () => {
    expect(failure(() => storage('a'.repeat(5_000_001))).code).toBe('too_large');
  });
});
