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
