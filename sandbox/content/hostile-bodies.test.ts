import { describe, expect, it } from 'vitest';
import {
  adfToStorage,
  insertInlineMarker,
  normaliseStorage,
  parseAdf,
  storageToAdf,
  storageToText,
  storageToView,
  tasksOf,
  validateStorage,
  wikiToStorage,
} from './index.ts';
import { plainContext } from './testing/plain-context.ts';

const nested = (open: string, close: string, depth = 10_000): string =>
  open.repeat(depth) + 'x' + close.repeat(depth);
const megabytes = (piece: string, count: number): string =>
  piece.repeat(Math.ceil((count * 1_000_000) / piece.length));

/** Each exhausts the stack or takes quadratic time where depth or repetition is not bounded. */
const bodies: Readonly<Record<string, string>> = {
  'deep groups': nested('<div>', '</div>'),
  'deep lists': nested('<ul><li>', '</li></ul>'),
  'deep formatting': nested('<em>', '</em>'),
  'deep panels': nested(
    '<ac:structured-macro ac:name="info"><ac:rich-text-body>',
    '</ac:rich-text-body></ac:structured-macro>',
    3_000,
  ),
  'deep unknown macros': nested(
    '<ac:structured-macro ac:name="zz"><ac:rich-text-body>',
    '</ac:rich-text-body></ac:structured-macro>',
    3_000,
  ),
  'deep tables': nested('<table><tbody><tr><td>', '</td></tr></tbody></table>', 3_000),
  'deep links': nested(
    '<ac:link><ri:page ri:content-title="a" /><ac:link-body>',
    '</ac:link-body></ac:link>',
    3_000,
  ),
  'deep tasks': nested(
    '<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-body>',
    '</ac:task-body></ac:task></ac:task-list>',
    3_000,
  ),
  'deep captions': nested(
    '<ac:image><ri:url ri:value="https://x.example/a.png" /><ac:caption>',
    '</ac:caption></ac:image>',
    3_000,
  ),
  'deep editor nodes': nested(
    '<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">note</ac:adf-attribute><ac:adf-content>',
    '</ac:adf-content></ac:adf-node></ac:adf-extension>',
    3_000,
  ),
  'never closed': '<p>'.repeat(50_000),
  'many paragraphs': megabytes('<p>hello &amp; <strong>world</strong></p>', 0.3),
  'many entities': `<p>${megabytes('&amp;x', 0.5)}</p>`,
  'many spaces': `<p>${' '.repeat(1_000_000)}x${'\n '.repeat(500_000)}</p>`,
  'many tables of contents': megabytes('<h1>a</h1><ac:structured-macro ac:name="toc" />', 0.3),
  'many macros in one paragraph': `<p>${megabytes('<ac:structured-macro ac:name="zz" />', 0.5)}</p>`,
  'many attributes': `<p ${Array.from({ length: 50_000 }, (_, index) => `a${index}="b"`).join(' ')} />`,
  'spans over spans': `<table><colgroup>${'<col style="width: 9.0px;" />'.repeat(500)}</colgroup>${megabytes('<tr><td rowspan="200" colspan="200">x</td></tr>', 0.4)}</table>`,
};

describe('hostile bodies', () => {
  it.each(Object.keys(bodies))('%s are read in every format', (name) => {
    const storage = bodies[name] ?? '';
    const context = plainContext();
    const ids = { macroId: () => 'm', localId: () => 'l' };
    expect(validateStorage(storage).ok).toBe(name !== 'never closed');
    expect(normaliseStorage(storage, ids).length).toBeGreaterThanOrEqual(storage.length);
    expect(storageToText(storage)).toContain(/x|a|hello/.exec(storageToText(storage))?.[0] ?? '');
    expect(storageToView(storage, context).length).toBeGreaterThan(0);
    const adf = storageToAdf(storage, context);
    expect(validateStorage(adfToStorage(adf, context))).toEqual({ ok: true });
    expect(JSON.stringify(adf).length).toBeLessThan(40_000_000);
    expect(insertInlineMarker(storage, 'not there', 1, 0, 'r')).toBeNull();
    expect(tasksOf(storage).length).toBe(name === 'deep tasks' ? 3_000 : 0);
  });

  it('reads five megabytes', () => {
    const storage = megabytes(`<p>${'many words '.repeat(40)}&ndash; <strong>and more</strong></p>`, 5);
    expect(validateStorage(storage)).toEqual({ ok: true });
    const lines = storageToText(storage).split('\n').length;
    expect(storageToAdf(storage, plainContext()).content).toHaveLength(lines);
    expect(storageToView(storage, plainContext()).split('</p>')).toHaveLength(lines + 1);
  });

  it('keeps the innermost text of the deepest body', () => {
    const storage = nested('<ul><li>', '</li></ul>');
    expect(JSON.stringify(storageToAdf(storage, plainContext()))).toContain('"text":"x"');
    expect(storageToView(storage, plainContext())).toContain('x');
  });

  it('reads deep ADF', () => {
    const deep = `{"type":"doc","version":1,"content":[${'{"type":"blockquote","content":['.repeat(10_000)}{"type":"paragraph","content":[{"type":"text","text":"x"}]}${']}'.repeat(10_000)}]}`;
    const adf = parseAdf(deep);
    expect(adf).not.toBeNull();
    expect(storageToText(adf === null ? '' : adfToStorage(adf, plainContext()))).toBe('x');
  });

  it.each(['*a ', '[', '{{', '*_-+^~', '!a.b|', '* x\n# y\n', '\\*'])(
    'reads a megabyte of %j as wiki markup',
    (piece) => {
      expect(wikiToStorage(megabytes(piece, 0.3))).toHaveProperty('ok');
    },
  );
});

describe('writing what XML cannot hold', () => {
  it('drops characters that no XML document may contain', () => {
    const text = 'a\u0000b\u001fc\ud800d\ufffe';
    const adf = parseAdf(
      JSON.stringify({
        type: 'doc',
        version: 1,
        content: [
          {
            type: 'paragraph',
            content: [{ type: 'text', text, marks: [{ type: 'link', attrs: { href: text } }] }],
          },
          { type: 'codeBlock', content: [{ type: 'text', text }] },
        ],
      }),
    );
    const storage = adf === null ? '' : adfToStorage(adf, plainContext());
    expect(validateStorage(storage)).toEqual({ ok: true });
    expect(storageToText(storage)).toContain('abc');
  });

  it('splits the end of CDATA', () => {
    const adf = parseAdf(
      JSON.stringify({
        type: 'doc',
        version: 1,
        content: [{ type: 'codeBlock', content: [{ type: 'text', text: 'a ]]> b' }] }],
      }),
    );
    const storage = adf === null ? '' : adfToStorage(adf, plainContext());
    expect(storage).toContain('<![CDATA[a ]]]]><![CDATA[> b]]>');
    expect(storageToText(storage)).toBe('a ]]> b');
  });

  it('cannot be talked into markup by a macro parameter or kept content', () => {
    const bad = '</ac:parameter><script>alert(1)</script>';
    const extension = (attrs: object): object => ({ type: 'extension', attrs });
    const adf = parseAdf(
      JSON.stringify({
        type: 'doc',
        version: 1,
        content: [
          extension({
            extensionType: 'com.atlassian.confluence.macro.core',
            extensionKey: 'toc',
            parameters: { macroParams: { style: { value: bad } } },
          }),
          extension({
            extensionType: 'com.atlassian.confluence.migration',
            extensionKey: 'legacy-content',
            parameters: { cxhtml: bad },
          }),
        ],
      }),
    );
    const storage = adf === null ? '' : adfToStorage(adf, plainContext());
    expect(validateStorage(storage)).toEqual({ ok: true });
    expect(storage).not.toContain('<script>');
  });
});
