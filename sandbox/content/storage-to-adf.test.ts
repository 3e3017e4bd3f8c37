import { describe, expect, it } from 'vitest';
import type { AdfNode } from './index.ts';
import { storageToAdf } from './storage-to-adf.ts';
import { plainContext } from './testing/plain-context.ts';

const adf = (storage: string, overrides: Parameters<typeof plainContext>[0] = {}): readonly AdfNode[] =>
  storageToAdf(storage, plainContext(overrides)).content;
const text = (value: string, ...marks: NonNullable<AdfNode['marks']>): AdfNode => ({
  type: 'text',
  text: value,
  ...(marks.length > 0 ? { marks } : {}),
});
const paragraph = (...content: AdfNode[]): AdfNode => ({
  type: 'paragraph',
  ...(content.length > 0 ? { content } : {}),
});
const macro = (name: string, inner = '', attributes = ''): string =>
  `<ac:structured-macro ac:name="${name}"${attributes}>${inner}</ac:structured-macro>`;
const parameter = (name: string, value: string): string =>
  `<ac:parameter ac:name="${name}">${value}</ac:parameter>`;
const rich = (storage: string): string => `<ac:rich-text-body>${storage}</ac:rich-text-body>`;

describe('text', () => {
  it('has marks, comment anchors first, and code alone with them', () => {
    const annotation = { type: 'annotation', attrs: { annotationType: 'inlineComment', id: 'r' } };
    expect(
      adf(
        '<p>a <strong>b <em>c</em></strong><code><ac:inline-comment-marker ac:ref="r">d</ac:inline-comment-marker></code><strong><code>e</code></strong></p>',
      ),
    ).toEqual([
      paragraph(
        text('a '),
        text('b ', { type: 'strong' }),
        text('c', { type: 'strong' }, { type: 'em' }),
        text('d', annotation, { type: 'code' }),
        text('e', { type: 'code' }),
      ),
    ]);
  });

  it('has colours as the editor writes them', () => {
    expect(
      adf(
        '<p><span style="color: rgb(255,86,48);">a</span><span style="background-color: #FEC;">b</span></p>',
      ),
    ).toEqual([
      paragraph(
        text('a', { type: 'textColor', attrs: { color: '#ff5630' } }),
        text('b', { type: 'backgroundColor', attrs: { color: '#ffeecc' } }),
      ),
    ]);
  });

  it('keeps spaces, takes source line breaks for one, and is not empty', () => {
    expect(adf('<p>\n  a  b\n  <strong>c</strong>\n</p>\n<p />')).toEqual([
      paragraph(text('a  b '), text('c', { type: 'strong' })),
      paragraph(),
    ]);
  });

  it('has alignment, indentation and hard breaks', () => {
    expect(
      adf(
        '<p style="text-align: right;">a<br /></p><h2 style="margin-left: 60.0px;">b</h2><p style="text-align: justify;">c</p>',
      ),
    ).toEqual([
      {
        ...paragraph(text('a'), { type: 'hardBreak' }),
        marks: [{ type: 'alignment', attrs: { align: 'end' } }],
      },
      {
        type: 'heading',
        attrs: { level: 2 },
        content: [text('b')],
        marks: [{ type: 'indentation', attrs: { level: 2 } }],
      },
      paragraph(text('c')),
    ]);
  });

  it('outside any paragraph gets one', () => {
    expect(adf('loose <em>words</em><p>p</p> tail')).toEqual([
      paragraph(text('loose '), text('words', { type: 'em' })),
      paragraph(text('p')),
      paragraph(text('tail')),
    ]);
  });
});

describe('inline nodes', () => {
  it('are mentions, emoji, dates, statuses and smart links', () => {
    const [only] = adf(
      '<p><ac:link><ri:user ri:account-id="u1" /></ac:link>' +
        '<ac:emoticon ac:name="tick" />' +
        '<time datetime="2026-01-31" />' +
        macro('status', parameter('title', 'OK') + parameter('colour', 'Green')) +
        macro('status', parameter('title', 'n') + parameter('subtle', 'true')) +
        '<a href="https://x.example/" data-card-appearance="inline">https://x.example/</a></p>',
      { displayName: () => 'Ann' },
    );
    expect(only?.content).toEqual([
      { type: 'mention', attrs: { id: 'u1', text: '@Ann' } },
      { type: 'emoji', attrs: { shortName: ':check_mark:' } },
      { type: 'date', attrs: { timestamp: String(Date.UTC(2026, 0, 31)) } },
      { type: 'status', attrs: { text: 'OK', color: 'green', style: 'bold' } },
      { type: 'status', attrs: { text: 'n', color: 'neutral', style: 'subtle' } },
      { type: 'inlineCard', attrs: { url: 'https://x.example/' } },
    ]);
  });

  it('resolve links by title, file and anchor', () => {
    const href = (node: AdfNode | undefined): unknown => node?.marks?.[0]?.attrs?.['href'];
    const [only] = adf(
      '<p><ac:link ac:anchor="Top"><ri:page ri:content-title="Known" ri:space-key="DOC" /><ac:link-body>one</ac:link-body></ac:link>' +
        '<ac:link><ri:page ri:content-title="Not &amp; there" /></ac:link>' +
        '<ac:link><ri:attachment ri:filename="ü.pdf" /></ac:link>' +
        '<ac:link ac:anchor="Here"><ac:plain-text-link-body><![CDATA[jump]]></ac:plain-text-link-body></ac:link></p>',
      { page: (title, spaceKey) => (title === 'Known' ? { id: '7', title, spaceKey, url: '' } : null) },
    );
    expect(only?.content?.map((node) => [node.text, href(node)])).toEqual([
      ['one', 'https://site.example/wiki/spaces/DOC/pages/7#Top'],
      [
        'Not & there',
        'https://site.example/wiki/pages/createpage.action?spaceKey=ENG&title=Not%20%26%20there',
      ],
      ['ü.pdf', 'https://site.example/wiki/download/attachments/101/%C3%BC.pdf'],
      ['jump', '#Here'],
    ]);
  });
});

describe('macros', () => {
  it.each([
    ['info', 'info'],
    ['note', 'warning'],
    ['tip', 'success'],
    ['warning', 'error'],
  ])('%s is the %s panel', (name, panelType) => {
    expect(adf(macro(name, rich('<p>x</p>')))).toEqual([
      { type: 'panel', attrs: { panelType }, content: [paragraph(text('x'))] },
    ]);
  });

  it('panel is a custom panel, unless it has a title', () => {
    expect(adf(macro('panel', parameter('bgColor', '#EAE6FF') + rich('<p>x</p>')))).toEqual([
      {
        type: 'panel',
        attrs: { panelType: 'custom', panelColor: '#EAE6FF' },
        content: [paragraph(text('x'))],
      },
    ]);
    expect(adf(macro('panel', parameter('title', 'T') + rich('<p>x</p>')))[0]?.type).toBe('bodiedExtension');
  });

  it('the editor panel of adf-extension is the note panel, without its fallback', () => {
    expect(
      adf(
        '<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">note</ac:adf-attribute>' +
          '<ac:adf-content><p>x</p></ac:adf-content></ac:adf-node><ac:adf-fallback><div>x</div></ac:adf-fallback></ac:adf-extension>',
      ),
    ).toEqual([{ type: 'panel', attrs: { panelType: 'note' }, content: [paragraph(text('x'))] }]);
  });

  it('code is a code block; width only where the schema has it', () => {
    const code = macro(
      'code',
      parameter('language', 'java') +
        parameter('breakoutMode', 'wide') +
        parameter('breakoutWidth', '760') +
        '<ac:plain-text-body><![CDATA[a < b]]></ac:plain-text-body>',
    );
    const block = { type: 'codeBlock', attrs: { language: 'java' }, content: [text('a < b')] };
    expect(adf(code)).toEqual([
      { ...block, marks: [{ type: 'breakout', attrs: { mode: 'wide', width: 760 } }] },
    ]);
    expect(adf(`<ul><li>${code}</li></ul>`)[0]?.content?.[0]?.content).toEqual([block]);
  });

  it('expand is nested in cells and in expands', () => {
    const expand = macro('expand', parameter('title', 'T') + rich('<p>x</p>'));
    expect(adf(expand)[0]).toEqual({
      type: 'expand',
      attrs: { title: 'T' },
      content: [paragraph(text('x'))],
    });
    expect(JSON.stringify(adf(macro('expand', rich(expand))))).toContain('"nestedExpand"');
    expect(JSON.stringify(adf(`<table><tbody><tr><td>${expand}</td></tr></tbody></table>`))).toContain(
      '"nestedExpand"',
    );
  });

  it('others are extensions with their parameters, ids and version', () => {
    expect(
      adf(
        macro(
          'toc',
          `${parameter('maxLevel', '2')}<ac:parameter ac:name="class" />`,
          ' ac:schema-version="1" data-layout="wide" ac:local-id="l" ac:macro-id="m"',
        ),
      ),
    ).toEqual([
      {
        type: 'extension',
        attrs: {
          layout: 'wide',
          extensionType: 'com.atlassian.confluence.macro.core',
          extensionKey: 'toc',
          parameters: {
            macroParams: { maxLevel: { value: '2' }, class: { value: '' } },
            macroMetadata: {
              macroId: { value: 'm' },
              schemaVersion: { value: '1' },
              title: 'Table of Contents',
            },
          },
          localId: 'l',
        },
      },
    ]);
  });

  it('with a rich body are bodied extensions at the top, and keep their storage elsewhere', () => {
    const details = macro('details', rich('<p>x</p>'));
    expect(adf(details)[0]).toMatchObject({ type: 'bodiedExtension', content: [paragraph(text('x'))] });
    const inCell = JSON.stringify(adf(`<table><tbody><tr><td>${details}</td></tr></tbody></table>`));
    expect(inCell).toContain('"__bodyContent":{"value":"<p>x</p>"}');
    expect(inCell).not.toContain('bodiedExtension');
  });

  it('among text are inline, alone in a paragraph are blocks', () => {
    const app = macro('some-app');
    expect(adf(`<p>see ${app}</p>`)[0]?.content?.[1]?.type).toBe('inlineExtension');
    expect(adf(`<p>${app}</p>`)[0]?.type).toBe('extension');
    expect(adf(`<p>a ${macro('toc')} b</p>`).map((node) => node.type)).toEqual([
      'paragraph',
      'extension',
      'paragraph',
    ]);
    expect(adf(`<p>${macro('anchor', parameter('', 'x'))}</p>`)[0]?.content?.[0]?.type).toBe(
      'inlineExtension',
    );
  });

  it('without a name keep their storage', () => {
    const nameless = '<ac:structured-macro><ac:parameter ac:name="a">b</ac:parameter></ac:structured-macro>';
    expect(JSON.stringify(adf(nameless))).toContain(JSON.stringify(nameless));
  });
});

describe('lists, tasks and decisions', () => {
  it('nest, start where they say, and take a list directly inside a list into the item before', () => {
    expect(adf('<ol start="3"><li>a</li><ul><li>b</li></ul></ol>')).toEqual([
      {
        type: 'orderedList',
        attrs: { order: 3 },
        content: [
          {
            type: 'listItem',
            content: [
              paragraph(text('a')),
              { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('b'))] }] },
            ],
          },
        ],
      },
    ]);
  });

  it('hold what the schema lets items hold: headings become paragraphs, panels keep their storage', () => {
    const items = adf(`<ul><li><h3>h</h3>${macro('info', rich('<p>x</p>'))}</li></ul>`)[0]?.content?.[0]
      ?.content;
    expect(items?.map((node) => node.type)).toEqual(['paragraph', 'extension']);
    expect(items?.[1]?.attrs?.['extensionKey']).toBe('legacy-content');
  });

  it('have tasks with their state and number', () => {
    expect(
      adf(
        '<ac:task-list><ac:task><ac:task-id>4</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>a <strong>b</strong></ac:task-body></ac:task></ac:task-list>',
      )[0]?.content,
    ).toEqual([
      {
        type: 'taskItem',
        attrs: { localId: '4', state: 'DONE' },
        content: [text('a '), text('b', { type: 'strong' })],
      },
    ]);
  });

  it('have decisions', () => {
    expect(
      adf(
        '<ac:adf-extension><ac:adf-node type="decision-list"><ac:adf-attribute key="local-id">d</ac:adf-attribute>' +
          '<ac:adf-node type="decision-item"><ac:adf-attribute key="local-id">e</ac:adf-attribute><ac:adf-attribute key="state">DECIDED</ac:adf-attribute><ac:adf-content>yes</ac:adf-content></ac:adf-node>' +
          '</ac:adf-node></ac:adf-extension>',
      ),
    ).toEqual([
      {
        type: 'decisionList',
        attrs: { localId: 'd' },
        content: [
          { type: 'decisionItem', attrs: { localId: 'e', state: 'DECIDED' }, content: [text('yes')] },
        ],
      },
    ]);
  });
});

describe('tables', () => {
  const table = (rows: string, attributes = '', columns = ''): string =>
    `<table${attributes}>${columns}<tbody>${rows}</tbody></table>`;
  const columns = (...widths: string[]): string =>
    `<colgroup>${widths.map((width) => `<col style="width: ${width};" />`).join('')}</colgroup>`;

  it('give each cell the widths of the columns it stands in, past cells from above', () => {
    const [node] = adf(
      table(
        '<tr><td rowspan="2">a</td><th colspan="2" data-highlight-colour="#fff">b</th></tr><tr><td>c</td><td>d</td></tr>',
        ' data-table-width="600" data-layout="center" ac:local-id="t"',
        columns('100.0px', '200.0px', '300.0px'),
      ),
    );
    expect(node?.attrs).toEqual({ layout: 'center', width: 600, localId: 't' });
    expect(node?.content?.map((row) => row.content?.map((cell) => [cell.type, cell.attrs]))).toEqual([
      [
        ['tableCell', { colspan: 1, rowspan: 2, colwidth: [100] }],
        ['tableHeader', { colspan: 2, background: '#fff', rowspan: 1, colwidth: [200, 300] }],
      ],
      [
        ['tableCell', { colspan: 1, rowspan: 1, colwidth: [200] }],
        ['tableCell', { colspan: 1, rowspan: 1, colwidth: [300] }],
      ],
    ]);
  });

  it.each([
    [['300.0px', '300.0px'], 'default'],
    [['400.0px', '400.0px'], 'wide'],
    [['600.0px', '600.0px'], 'full-width'],
  ])('of columns %j without a layout are %s', (widths, layout) => {
    expect(adf(table('<tr><td>a</td><td>b</td></tr>', '', columns(...widths)))[0]?.attrs?.['layout']).toBe(
      layout,
    );
  });

  it('know numbered columns and empty cells', () => {
    const [node] = adf(
      table(
        '<tr><th class="numberingColumn" /><th>a</th></tr><tr><td class="numberingColumn">1</td><td /></tr>',
      ),
    );
    expect(node?.attrs).toMatchObject({ isNumberColumnEnabled: true });
    expect(node?.content?.[1]?.content).toEqual([
      { type: 'tableCell', attrs: { colspan: 1, rowspan: 1 }, content: [paragraph()] },
    ]);
  });

  it('in a cell are the extension that the editor shows instead, with both forms inside', () => {
    const inner = table('<tr><td>x</td></tr>');
    const [node] = adf(table(`<tr><td>${inner}</td></tr>`));
    const extension = node?.content?.[0]?.content?.[0]?.content?.[0];
    expect(extension?.attrs).toMatchObject({
      extensionType: 'com.atlassian.confluence.migration',
      extensionKey: 'nested-table',
      parameters: { cxhtml: inner },
    });
  });
});

describe('layouts and media', () => {
  const section = (type: string, ...cells: string[]): string =>
    `<ac:layout-section ac:type="${type}">${cells.map((cell) => `<ac:layout-cell>${cell}</ac:layout-cell>`).join('')}</ac:layout-section>`;

  it('have sections of one cell as their content, others as columns', () => {
    const nodes = adf(
      `<ac:layout>${section('single', '<p>a</p>')}${section('two_left_sidebar', '<p>b</p>', '')}</ac:layout>`,
    );
    expect(nodes.map((node) => node.type)).toEqual(['paragraph', 'layoutSection']);
    expect(nodes[1]?.content).toEqual([
      { type: 'layoutColumn', attrs: { width: 33.33 }, content: [paragraph(text('b'))] },
      { type: 'layoutColumn', attrs: { width: 66.66 }, content: [paragraph()] },
    ]);
  });

  it('have pictures with file id, collection, size, border and caption', () => {
    const attachment = (filename: string) => ({
      id: 'att1',
      fileId: 'uuid',
      filename,
      mediaType: 'image/png',
    });
    expect(
      adf(
        '<ac:image ac:layout="wide" ac:original-height="2" ac:original-width="3" ac:alt="A" ac:width="760"><ri:attachment ri:filename="a.png" />' +
          '<ac:caption><p>c</p></ac:caption><ac:adf-mark key="border" size="2" color="#091e4224" /></ac:image>',
        { attachment },
      ),
    ).toEqual([
      {
        type: 'mediaSingle',
        attrs: { layout: 'wide', width: 760, widthType: 'pixel' },
        content: [
          {
            type: 'media',
            attrs: { type: 'file', id: 'uuid', collection: 'contentId-101', alt: 'A', width: 3, height: 2 },
            marks: [{ type: 'border', attrs: { size: 2, color: '#091e4224' } }],
          },
          { type: 'caption', content: [text('c')] },
        ],
      },
    ]);
  });

  it('have pictures from elsewhere, split out of their paragraph, and none without a source', () => {
    const image = '<ac:image><ri:url ri:value="https://x.example/p.png" /></ac:image>';
    const nodes = adf(`<p>before ${image} after</p><p>${image}</p><p>x<ac:image /></p>`);
    expect(nodes.map((node) => node.type)).toEqual([
      'paragraph',
      'mediaSingle',
      'paragraph',
      'mediaSingle',
      'paragraph',
    ]);
    expect(nodes[1]?.content?.[0]?.attrs).toEqual({ type: 'external', url: 'https://x.example/p.png' });
  });

  it('link a picture that stands in a link', () => {
    const [node] = adf(
      '<p><a href="https://x.example/"><ac:image><ri:url ri:value="https://x.example/p.png" /></ac:image></a></p>',
    );
    expect(node?.content?.[0]?.marks).toEqual([{ type: 'link', attrs: { href: 'https://x.example/' } }]);
  });

  it('show files as a media group', () => {
    const file = macro('view-file', parameter('name', '<ri:attachment ri:filename="r.pdf" />'));
    expect(adf(`<p class="media-group">${file}</p>`)[0]).toMatchObject({
      type: 'mediaGroup',
      content: [{ type: 'media', attrs: { type: 'file', id: 'UNKNOWN_MEDIA_ID' } }],
    });
  });
});
