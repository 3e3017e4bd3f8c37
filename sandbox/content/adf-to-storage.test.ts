import { describe, expect, it } from 'vitest';
import { type AdfNode, adfToStorage, parseAdf, storageToAdf } from './index.ts';
import { plainContext } from './testing/plain-context.ts';

const storage = (
  content: readonly AdfNode[],
  overrides: Parameters<typeof plainContext>[0] = {},
  previous = '',
): string => adfToStorage({ type: 'doc', version: 1, content }, plainContext(overrides), previous);
const text = (value: string, ...marks: NonNullable<AdfNode['marks']>): AdfNode => ({
  type: 'text',
  text: value,
  marks,
});
const paragraph = (...content: AdfNode[]): AdfNode => ({ type: 'paragraph', content });
const withoutIds = (markup: string): string => markup.replace(/ ac:macro-id="[^"]*"/g, '');
const link = (href: string): NonNullable<AdfNode['marks']>[number] => ({ type: 'link', attrs: { href } });

describe('an ADF document as text', () => {
  it('is refused when it is none', () => {
    expect(parseAdf('not json')).toBeNull();
    expect(parseAdf('{"type":"doc","content":[]}')).toBeNull();
    expect(parseAdf('{"type":"doc","version":1,"content":[{"type":"no-such-node"}]}')).toBeNull();
    expect(parseAdf('{"type":"doc","version":1,"content":[{"type":"paragraph","content":"x"}]}')).toBeNull();
    expect(
      parseAdf(
        '{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":""}]}]}',
      ),
    ).toBeNull();
    expect(parseAdf('{"type":"doc","version":1,"content":[]}')).toEqual({
      type: 'doc',
      version: 1,
      content: [],
    });
  });
});

describe('storage format of ADF', () => {
  it('writes characters that have a name as entities, as recorded pages do', () => {
    expect(storage([paragraph(text('"a" → b & <c>\u00a0“d” 한'))])).toBe(
      '<p>&quot;a&quot; &rarr; b &amp; &lt;c&gt;&nbsp;&ldquo;d&rdquo; 한</p>',
    );
  });

  it('nests links outside and comment anchors inside, and shares what neighbours have in common', () => {
    const annotation = { type: 'annotation', attrs: { annotationType: 'inlineComment', id: 'r' } };
    expect(
      storage([
        paragraph(
          text('a', annotation),
          text('b', annotation, { type: 'code' }),
          text('c', { type: 'strong' }, link('https://x.example/')),
          text('d', link('https://x.example/')),
        ),
      ]),
    ).toBe(
      '<p><ac:inline-comment-marker ac:ref="r">a</ac:inline-comment-marker><code><ac:inline-comment-marker ac:ref="r">b</ac:inline-comment-marker></code>' +
        '<a href="https://x.example/"><strong>c</strong>d</a></p>',
    );
  });

  it('names pages, files and anchors of the site instead of addressing them', () => {
    const pageById = (id: string) => (id === '7' ? { id, title: 'A & B', spaceKey: 'DOC', url: '' } : null);
    const base = 'https://site.example/wiki';
    const written = (href: string): string => storage([paragraph(text('x', link(href)))], { pageById });
    expect(written(`${base}/spaces/DOC/pages/7/A+B#Part`)).toBe(
      '<p><ac:link ac:anchor="Part"><ri:page ri:space-key="DOC" ri:content-title="A &amp; B" /><ac:link-body>x</ac:link-body></ac:link></p>',
    );
    expect(written(`${base}/spaces/DOC/pages/8`)).toBe(`<p><a href="${base}/spaces/DOC/pages/8">x</a></p>`);
    expect(written(`${base}/spaces/DOC/pages/7?focus=1`)).toContain('<a href=');
    expect(written(`${base}/download/attachments/101/a%20b.pdf`)).toContain(
      '<ri:attachment ri:filename="a b.pdf" />',
    );
    expect(written(`${base}/download/attachments/999/a.pdf`)).toContain('<a href=');
    expect(written('#Part')).toBe(
      '<p><ac:link ac:anchor="Part"><ac:link-body>x</ac:link-body></ac:link></p>',
    );
    const card: AdfNode = { type: 'inlineCard', attrs: { url: `${base}/spaces/DOC/pages/7` } };
    expect(storage([paragraph(card)], { pageById, spaceKey: 'DOC' })).toBe(
      '<p><ac:link ac:card-appearance="inline"><ri:page ri:content-title="A &amp; B" /><ac:link-body>A &amp; B</ac:link-body></ac:link></p>',
    );
  });

  it.each([
    ['info', 'info'],
    ['warning', 'note'],
    ['success', 'tip'],
    ['error', 'warning'],
  ])('stores the %s panel as macro %s', (panelType, name) => {
    const panel: AdfNode = { type: 'panel', attrs: { panelType }, content: [paragraph(text('x'))] };
    expect(withoutIds(storage([panel]))).toBe(
      `<ac:structured-macro ac:name="${name}" ac:schema-version="1"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>`,
    );
  });

  it('stores the note panel and decisions as editor nodes with a fallback', () => {
    expect(storage([{ type: 'panel', attrs: { panelType: 'note' }, content: [paragraph(text('x'))] }])).toBe(
      '<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">note</ac:adf-attribute><ac:adf-content><p>x</p></ac:adf-content></ac:adf-node>' +
        '<ac:adf-fallback><div class="panel conf-macro output-block"><div class="panelContent"><p>x</p></div></div></ac:adf-fallback></ac:adf-extension>',
    );
    const item: AdfNode = {
      type: 'decisionItem',
      attrs: { localId: 'e', state: 'DECIDED' },
      content: [text('yes')],
    };
    expect(storage([{ type: 'decisionList', attrs: { localId: 'd' }, content: [item] }])).toContain(
      '<ac:adf-fallback><ul class="decision-list"><li>yes</li></ul></ac:adf-fallback>',
    );
  });

  it('keeps the numbers of tasks that the page has, and gives new ones new numbers', () => {
    const item = (localId: string, state: string): AdfNode => ({
      type: 'taskItem',
      attrs: { localId, state },
      content: [text(localId)],
    });
    const list = (...items: AdfNode[]): AdfNode => ({
      type: 'taskList',
      attrs: { localId: 'list' },
      content: items,
    });
    const before = storage([list(item('uuid-a', 'TODO'), item('uuid-b', 'DONE'))]);
    expect(before).toContain(
      '<ac:task-id>2</ac:task-id><ac:task-uuid>uuid-b</ac:task-uuid><ac:task-status>complete',
    );
    const after = storage([list(item('uuid-c', 'TODO'), item('uuid-b', 'TODO'))], {}, before);
    expect(after).toContain(
      '<ac:task-id>3</ac:task-id><ac:task-uuid>uuid-c</ac:task-uuid><ac:task-status>incomplete',
    );
    expect(after).toContain(
      '<ac:task-id>2</ac:task-id><ac:task-uuid>uuid-b</ac:task-uuid><ac:task-status>incomplete',
    );
  });

  it('puts a document with columns into a layout as a whole', () => {
    const column = (width: number): AdfNode => ({
      type: 'layoutColumn',
      attrs: { width },
      content: [paragraph(text('c'))],
    });
    expect(
      storage([
        paragraph(text('a')),
        {
          type: 'layoutSection',
          marks: [{ type: 'breakout', attrs: { mode: 'wide', width: 760 } }],
          content: [column(50), column(50)],
        },
      ]),
    ).toBe(
      '<ac:layout><ac:layout-section ac:type="fixed-width" ac:breakout-mode="default"><ac:layout-cell><p>a</p></ac:layout-cell></ac:layout-section>' +
        '<ac:layout-section ac:type="two_equal" ac:breakout-mode="wide" ac:breakout-width="760"><ac:layout-cell><p>c</p></ac:layout-cell><ac:layout-cell><p>c</p></ac:layout-cell></ac:layout-section></ac:layout>',
    );
  });

  it('names files by what the site knows of them', () => {
    const attachmentByFileId = (fileId: string) =>
      fileId === 'uuid' ? { id: 'att1', fileId, filename: 'a.png', mediaType: 'image/png' } : null;
    const single: AdfNode = {
      type: 'mediaSingle',
      attrs: { layout: 'align-end', width: 50 },
      content: [
        {
          type: 'media',
          attrs: { type: 'file', id: 'uuid', collection: 'contentId-101', width: 3, height: 2 },
        },
      ],
    };
    expect(storage([single], { attachmentByFileId })).toBe(
      '<ac:image ac:align="right" ac:layout="align-end" ac:original-height="2" ac:original-width="3" ac:custom-width="true" ac:width="380"><ri:attachment ri:filename="a.png" /></ac:image>',
    );
  });

  it.each([
    {
      type: 'extension',
      attrs: {
        extensionType: 'com.atlassian.ecosystem',
        extensionKey: 'app/env/static/diagram',
        parameters: { zoom: 100, guest: { name: '1', list: [true, null, 'x'] } },
        text: 'true',
        layout: 'default',
        localId: 'l',
      },
    },
    {
      type: 'extension',
      attrs: {
        layout: 'default',
        extensionType: 'com.atlassian.confluence.macro.core',
        extensionKey: 'include',
        parameters: {
          macroParams: {
            '': { value: '<ac:link><ri:page ri:content-title="A" /></ac:link>' },
            x: { value: '' },
          },
          macroMetadata: { macroId: { value: 'm' }, schemaVersion: { value: '2' }, title: 'Include Page' },
        },
      },
    },
    {
      type: 'extension',
      attrs: {
        layout: 'default',
        extensionType: 'com.atlassian.confluence.macro.core',
        extensionKey: 'plantuml',
        parameters: {
          macroParams: { __bodyContent: { value: 'a -> b ]]> & <c>' } },
          macroMetadata: { macroId: { value: 'm' }, schemaVersion: { value: '1' }, title: 'plantuml' },
        },
      },
    },
    { type: 'syncBlock', attrs: { resourceId: 'ari:cloud:x', localId: 'l' } },
    { type: 'blockCard', attrs: { url: 'https://x.example/?a=1&b=2' } },
    { type: 'embedCard', attrs: { url: 'https://x.example/', layout: 'wide', width: 80 } },
    {
      type: 'blockCard',
      attrs: {
        url: 'https://x.example/',
        datasource: { id: 'd', parameters: { q: 1 }, views: [{ type: 'table' }] },
      },
    },
    {
      type: 'table',
      attrs: { layout: 'wide', width: 900, displayMode: 'fixed', isNumberColumnEnabled: true, localId: 't' },
      marks: [{ type: 'fragment', attrs: { localId: 'f', name: 'Table 1' } }],
      content: [
        {
          type: 'tableRow',
          content: [
            {
              type: 'tableHeader',
              attrs: { colspan: 2, background: '#f4f5f7', rowspan: 1, colwidth: [300, 600] },
              content: [{ type: 'paragraph' }],
            },
          ],
        },
        {
          type: 'tableRow',
          attrs: { localId: 'row' },
          content: [
            {
              type: 'tableCell',
              attrs: { colspan: 1, rowspan: 1, colwidth: [300], valign: 'middle' },
              content: [{ type: 'paragraph' }],
            },
            {
              type: 'tableCell',
              attrs: { colspan: 1, rowspan: 1, colwidth: [600] },
              content: [{ type: 'rule' }],
            },
          ],
        },
      ],
    },
  ] satisfies AdfNode[])('brings $type back as it was', (node) => {
    const context = plainContext();
    const markup = adfToStorage({ type: 'doc', version: 1, content: [node] }, context);
    expect(storageToAdf(markup, context).content).toEqual([node]);
  });
});
