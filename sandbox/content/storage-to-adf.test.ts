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
