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
