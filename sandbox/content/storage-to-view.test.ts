import { describe, expect, it } from 'vitest';
import type { ContextPage } from './index.ts';
import { storageToView } from './storage-to-view.ts';
import { plainContext } from './testing/plain-context.ts';

const view = (storage: string, overrides: Parameters<typeof plainContext>[0] = {}): string =>
  storageToView(storage, plainContext(overrides));

const macro = (name: string, inner: string): string =>
  `<ac:structured-macro ac:name="${name}">${inner}</ac:structured-macro>`;
const parameter = (name: string, value: string): string =>
  `<ac:parameter ac:name="${name}">${value}</ac:parameter>`;
const rich = (storage: string): string => `<ac:rich-text-body>${storage}</ac:rich-text-body>`;

describe('the view of a body', () => {
  it('keeps text structure, with headings that can be linked', () => {
    expect(
      view('<h2>A first &amp; b</h2><h2>A first &amp; b</h2><p>x <strong>y</strong><br />&nbsp;z</p>'),
    ).toBe(
      '<h2 id="Afirst&amp;b">A first &amp; b</h2><h2 id="Afirst&amp;b.1">A first &amp; b</h2><p>x <strong>y</strong><br />\u00a0z</p>',
    );
  });

  it('shows code as text', () => {
    const html = view(
      macro(
        'code',
        `${parameter('language', 'js')}<ac:plain-text-body><![CDATA[if (a < b) { "x" }]]></ac:plain-text-body>`,
      ),
    );
    expect(html).toContain(
      '<pre class="syntaxhighlighter-pre" data-language="js">if (a &lt; b) { "x" }</pre>',
    );
  });

  it('shows panels, expands, statuses and dates', () => {
    expect(view(macro('info', parameter('title', 'T') + rich('<p>b</p>')))).toContain(
      '<p class="title">T</p><div class="panelContent"><p>b</p></div>',
    );
    expect(view(macro('expand', parameter('title', 'More') + rich('<p>b</p>')))).toContain(
      '<div class="expand-control">More</div><div class="expand-content"><p>b</p></div>',
    );
    expect(
      view(
        `<p>${macro('status', parameter('title', 'DONE') + parameter('colour', 'Green'))} <time datetime="2026-01-31" /></p>`,
      ),
    ).toBe(
      '<p><span class="status-macro aui-lozenge status-green conf-macro output-inline" data-macro-name="status">DONE</span> ' +
        '<time class="date-past" datetime="2026-01-31">2026-01-31</time></p>',
    );
  });

  it('shows tasks as boxes', () => {
    const task = (id: number, status: string): string =>
      `<ac:task><ac:task-id>${id}</ac:task-id><ac:task-status>${status}</ac:task-status><ac:task-body>t${id}</ac:task-body></ac:task>`;
    expect(view(`<ac:task-list>${task(1, 'complete')}${task(2, 'incomplete')}</ac:task-list>`)).toBe(
      '<ul class="inline-task-list" data-inline-tasks-content-id="101">' +
        '<li data-inline-task-id="1" class="checked"><input type="checkbox" disabled="disabled" checked="checked" /> t1</li>' +
        '<li data-inline-task-id="2"><input type="checkbox" disabled="disabled" /> t2</li></ul>',
    );
  });

  it('resolves links, people and pictures through the context', () => {
    const page = (title: string, spaceKey: string): ContextPage | null =>
      title === 'Known' ? { id: '7', title, spaceKey, url: 'https://site.example/wiki/x' } : null;
    const link = (title: string): string =>
      `<ac:link ac:anchor="Part"><ri:page ri:content-title="${title}" /></ac:link>`;
    const html = view(
      `<p>${link('Known')} ${link('Gone')} <ac:link><ri:user ri:account-id="u1" /></ac:link></p>` +
        '<ac:image ac:alt="An &quot;alt&quot;" ac:width="300"><ri:attachment ri:filename="a b.png" /></ac:image>',
      { page, displayName: () => 'Ann <Admin>' },
    );
    expect(html).toContain('<a href="https://site.example/wiki/spaces/ENG/pages/7#Part">Known</a>');
    expect(html).toContain('class="createlink"');
    expect(html).toContain(
      'data-account-id="u1" href="https://site.example/wiki/people/u1">Ann &lt;Admin&gt;</a>',
    );
    expect(html).toContain(
      'src="https://site.example/wiki/download/attachments/101/a%20b.png" alt="An &quot;alt&quot;" width="300"',
    );
  });

  it('makes a table of contents from the headings, within its levels', () => {
    const toc = macro('toc', parameter('maxLevel', '2'));
    expect(view(`${toc}<h1>One</h1><h2>Two</h2><h3>Three</h3><h1>Four</h1>`)).toContain(
      'data-macro-name="toc"><ul><li><a href="#One">One</a></li><ul><li><a href="#Two">Two</a></li></ul><li><a href="#Four">Four</a></li></ul></div>',
    );
  });

  it('lists the children that the context gives', () => {
    const children = (): ContextPage[] => [
      { id: '8', title: 'Kid & co', spaceKey: 'ENG', url: 'https://site.example/wiki/8' },
    ];
    expect(view(macro('children', ''), { children })).toContain(
      '<li><a href="https://site.example/wiki/8">Kid &amp; co</a></li>',
    );
  });

  it('names a macro that it does not know, and shows its body', () => {
    expect(view(macro('my-<app>', rich('<p>inside</p>')).replace('<app>', 'app'))).toContain(
      'data-macro-name="my-app">Unknown macro: {my-app}<p>inside</p></div>',
    );
  });
});

describe('included pages', () => {
  const pages: Readonly<Record<string, string>> = {
    Whole: `<p>before</p>${macro('excerpt', rich('<p>the excerpt</p>'))}`,
    Ring:
      macro('include', parameter('', '<ac:link><ri:page ri:content-title="Ring" /></ac:link>')) +
      '<p>ring</p>',
  };
  const page = (title: string, spaceKey: string): ContextPage | null => {
    if (title === 'Secret') return { id: '66', title, spaceKey, url: '' };
    const storage = pages[title];
    return storage === undefined ? null : { id: `id-${title}`, title, spaceKey, url: '', storage };
  };
  const include = (name: string, title: string): string =>
    macro(name, parameter('', `<ac:link><ri:page ri:content-title="${title}" /></ac:link>`));

  it('are shown whole, or their excerpt', () => {
    expect(view(include('include', 'Whole'), { page })).toContain('<p>before</p>');
    const excerpt = view(include('excerpt-include', 'Whole'), { page });
    expect(excerpt).toContain('<p>the excerpt</p>');
    expect(excerpt).not.toContain('before');
  });

  it('are the same nothing when absent and when not visible', () => {
    const absent = view(include('include', 'Nowhere'), { page });
    expect(absent).toContain('could not be found');
    expect(view(include('include', 'Secret'), { page })).toBe(absent);
  });

  it('do not include themselves', () => {
    const html = view(include('include', 'Ring'), { page });
    expect(html).toContain('<p>ring</p>');
    expect(html.split('<p>ring</p>')).toHaveLength(2);
  });
});

describe('what a body cannot smuggle into a view', () => {
  it.each([
    ['a script element', '<script>alert(1)</script><p>x</p>'],
    ['a script in CDATA', '<p><![CDATA[<script>alert(1)</script>]]></p>'],
    ['a frame', '<iframe src="https://evil.example"></iframe>'],
    ['an event handler', '<p onclick="alert(1)">x</p>'],
    ['a script address', '<a href="javascript:alert(1)">x</a>'],
    ['a script address with spaces and case', '<a href=" Java&#10;Script:alert(1)">x</a>'],
    ['a data address', '<a href="data:text/html,&lt;script>alert(1)&lt;/script>">x</a>'],
    [
      'a script address in a resource',
      '<ac:link><ri:url ri:value="javascript:alert(1)" /><ac:link-body>x</ac:link-body></ac:link>',
    ],
    ['a script picture', '<ac:image><ri:url ri:value="javascript:alert(1)" /></ac:image>'],
    ['a style that loads', '<p style="background-color: red; width: url(javascript:alert(1))">x</p>'],
    ['a drawing', '<svg><script>alert(1)</script></svg>'],
    ['a form', '<form action="https://evil.example"><input name="password" /></form>'],
    ['quotes in a name', '<ac:structured-macro ac:name="&quot; onmouseover=&quot;alert(1)" />'],
    [
      'an html macro',
      macro('html', '<ac:plain-text-body><![CDATA[<script>alert(1)</script>]]></ac:plain-text-body>'),
    ],
    [
      'markup in a title',
      macro('expand', parameter('title', '&lt;img src=x onerror=alert(1)>') + rich('<p>x</p>')),
    ],
    [
      'a fallback',
      '<ac:adf-extension><ac:adf-node type="x" /><ac:adf-fallback><script>alert(1)</script></ac:adf-fallback></ac:adf-extension>',
    ],
  ])('%s', (_, storage) => {
    const html = view(storage);
    // Text of a tag between angle brackets is markup; everything else a browser shows.
    for (const [, name = '', attributes = ''] of html.matchAll(/<\/?([a-z0-9]*)((?:[^>"]|"[^"]*")*)>/gi)) {
      expect(['script', 'iframe', 'svg', 'form', 'object', 'embed', 'input']).not.toContain(name);
      for (const [, attribute = '', value = ''] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
        expect(attribute).not.toMatch(/^on/i);
        expect(value.replace(/\s/g, '')).not.toMatch(/^(?:javascript|data|vbscript):/i);
        expect(value).not.toMatch(/url\(/i);
      }
    }
  });
});
