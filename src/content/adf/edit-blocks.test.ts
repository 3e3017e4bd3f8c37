import { describe, expect, it } from 'vitest';
import {
  apply,
  doc,
  link,
  node,
  p,
  replace,
  resolvers,
  text,
  viewOf,
} from '../../../test/content/support/adf-nodes.ts';
import { edit, updateFromView } from '../edit/edit.ts';
import type { Edit } from '../edit/edits.ts';
import { openPage } from '../edit/page.ts';
import type { AdfNode } from './node.ts';
import { validateAdf } from './validate.ts';

describe('blocks of ADF', () => {
  const item = (...content: AdfNode[]): AdfNode => node('listItem', content);
  const task = (id: string, state: string, value: string): AdfNode =>
    node('taskItem', [text(value)], { localId: id, state });

  it('are inserted, deleted and moved with everything else kept to the byte', () => {
    const value = doc(p(text('one')), p(), node('heading', [text('Two')], { level: 2 }), p(text('three')));
    expect(apply(value, [{ insert: { after: '## Two', markdown: 'new' } }])).toBe(
      value.replace(
        '{"type":"paragraph","content":[{"type":"text","text":"three"}]}',
        (found) => `{"type":"paragraph","content":[{"type":"text","text":"new"}]},${found}`,
      ),
    );
    expect(updateFromView({ format: 'adf', value }, '## Two\n\nthree').value).toBe(
      doc(p(), node('heading', [text('Two')], { level: 2 }), p(text('three'))),
    );
    expect(updateFromView({ format: 'adf', value }, 'three\n\none\n\n## Two').value).toBe(
      doc(p(text('three')), p(text('one')), p(), node('heading', [text('Two')], { level: 2 })),
    );
  });

  it('become headings and back with their ids', () => {
    const value = doc(node('paragraph', [text('one')], { localId: 'id-1' }));
    const heading = doc(node('heading', [text('one')], { localId: 'id-1', level: 3 }));
    expect(updateFromView({ format: 'adf', value }, '### one').value).toBe(heading);
    expect(updateFromView({ format: 'adf', value: heading }, 'one').value).toBe(value);
  });

  it('of a list take items at any depth', () => {
    const value = doc(
      node('bulletList', [item(p(text('a')), node('bulletList', [item(p(text('b')))])), item(p(text('c')))]),
    );
    expect(viewOf(value)).toBe('- a\n  - b\n- c');
    expect(updateFromView({ format: 'adf', value }, '- a\n  - b\n  - b2\n- c\n- d').value).toBe(
      doc(
        node('bulletList', [
          item(p(text('a')), node('bulletList', [item(p(text('b'))), item(p(text('b2')))])),
          item(p(text('c'))),
          item(p(text('d'))),
        ]),
      ),
    );
  });

  it('of a task list are checked, added and put below a task', () => {
    const tasks = node('taskList', [task('t-1', 'TODO', 'one'), task('t-2', 'DONE', 'two')], {
      localId: 'l-1',
    });
    const value = doc(tasks);
    expect(viewOf(value)).toBe('- [ ] one\n- [x] two');
    expect(updateFromView({ format: 'adf', value }, '- [x] one\n- [x] two').value).toBe(
      value.replace('TODO', 'DONE'),
    );
    const below = updateFromView({ format: 'adf', value }, '- [ ] one\n  - [ ] new\n- [x] two', {
      resolvers,
    }).value;
    expect(viewOf(below)).toBe('- [ ] one\n  - [ ] new\n- [x] two');
    expect(validateAdf(JSON.parse(below))).toEqual({ ok: true });
    const [list] = JSON.parse(below).content;
    expect(list.content.map((child: AdfNode) => child.type)).toEqual(['taskItem', 'taskList', 'taskItem']);
    const again = updateFromView(
      { format: 'adf', value: below },
      '- [ ] one\n  - [x] newer\n- [x] two',
    ).value;
    expect(viewOf(again)).toBe('- [ ] one\n  - [x] newer\n- [x] two');
  });

  it('of a task list get ids that the page does not have', () => {
    const value = doc(p(text('one')), p(text('two')));
    const tasks = (target: string): Edit => ({
      replace: { old: target, new: `${target}\n\n- [ ] a\n- [ ] b` },
    });
    const first = edit({ format: 'adf', value }, [tasks('one'), tasks('two')]).value;
    const second = edit({ format: 'adf', value: first }, [tasks('two')]).value;
    const ids = [...second.matchAll(/"localId":"([^"]*)"/g)].map(([, id]) => id);
    expect(ids).toHaveLength(9);
    expect(new Set(ids).size).toBe(9);
  });

  it('of a task hold nothing but text and tasks', () => {
    const value = doc(node('taskList', [task('t-1', 'TODO', 'one')], { localId: 'l-1' }));
    expect(() => updateFromView({ format: 'adf', value }, '- [ ] one\n\n  more')).toThrow(
      /one paragraph of text/,
    );
  });

  it('of a table take rows and columns with the widths of their neighbours', () => {
    const cell = (value: string, attrs: Record<string, unknown> = {}): AdfNode =>
      node('tableCell', [p(text(value))], { colwidth: [120], localId: `c-${value}`, ...attrs });
    const row = (...values: string[]): AdfNode =>
      node(
        'tableRow',
        values.map((value) => cell(value)),
        { localId: 'r' },
      );
    const value = doc(node('table', [row('a', 'b'), row('c', 'd')], { localId: 'table-1', width: 500 }));
    expect(viewOf(value)).toBe('::table{#tabl width=500}\n| a | b |\n| - |\n| c | d |');
    const withRow = JSON.parse(
      apply(value, [{ table: { target: '#tabl', rowInsert: { after: 2, cells: ['e', 'f'] } } }]),
    );
    expect(withRow.content[0].content[2]).toEqual({
      type: 'tableRow',
      attrs: {},
      content: ['e', 'f'].map((one) => ({
        type: 'tableCell',
        attrs: { colwidth: [120] },
        content: [p(text(one))],
      })),
    });
    const withColumn = apply(value, [
      { table: { target: '#tabl', columnInsert: { after: 1, cells: ['x', ''] } } },
    ]);
    expect(viewOf(withColumn)).toBe(
      '::table{#tabl width=500}\n| a | x | b |\n| - |\n| c |  | d |'.replace('|  |', '| |'),
    );
    const emptied = updateFromView(
      { format: 'adf', value },
      '::table{#tabl width=500}\n| a | b |\n| - |\n| c | |',
    ).value;
    expect(validateAdf(JSON.parse(emptied))).toEqual({ ok: true });
  });

  it('of a merged cell keep one width a column when it grows', () => {
    const cell = (value: string, attrs: Record<string, unknown>): AdfNode =>
      node('tableCell', [p(text(value))], attrs);
    const value = doc(
      node(
        'table',
        [
          node('tableRow', [cell('wide', { colspan: 2, colwidth: [100, 200] })]),
          node('tableRow', [cell('a', { colwidth: [100] }), cell('b', { colwidth: [200] })]),
        ],
        { localId: 'table-2' },
      ),
    );
    const grown = JSON.parse(
      apply(value, [
        { table: { target: '#tabl', columnInsert: { after: 1, cells: ['', 'x'] }, expandSpan: true } },
      ]),
    );
    expect(grown.content[0].content[0].content[0].attrs).toEqual({ colspan: 3, colwidth: [100, 200, 200] });
    expect(grown.content[0].content[1].content).toHaveLength(3);
  });

  it('of a panel, an expand and a macro are edited inside, and their parameters set', () => {
    const macro: AdfNode = {
      type: 'extension',
      attrs: {
        extensionType: 'com.atlassian.confluence.macro.core',
        extensionKey: 'toc',
        parameters: {
          macroParams: { maxLevel: { value: '2' }, style: { value: 'none' } },
          macroMetadata: { macroId: { value: 'abcdef12-0000-4000-8000-000000000001' } },
        },
        localId: 'l-9',
      },
    };
    const value = doc(
      node('panel', [p(text('careful'))], { panelType: 'warning' }),
      node('expand', [p(text('inside'))], { title: 'More' }),
      macro,
    );
    expect(viewOf(value).replaceAll(/#(?!abcd)[0-9a-z]+/g, '#h')).toBe(
      ':::note{#h}\ncareful\n:::\n\n:::expand{#h title=More}\ninside\n:::\n\n::toc{#abcd maxLevel=2 style=none}',
    );
    expect(replace(value, 'careful', 'very careful')).toBe(value.replace('careful', 'very careful'));
    expect(replace(value, 'title=More', 'title="Even more"')).toBe(value.replace('"More"', '"Even more"'));
    expect(replace(value, 'maxLevel=2', 'maxLevel=3')).toBe(value.replace('"value":"2"', '"value":"3"'));
    expect(apply(value, [{ set: { target: '#abcd', params: { style: null } } }])).toBe(
      value.replace(',"style":{"value":"none"}', ''),
    );
  });

  it('of a code block are text to the letter', () => {
    const value = doc(node('codeBlock', [text('a  = 1\n\nb = 2')], { language: 'js' }));
    expect(viewOf(value)).toBe('```js\na  = 1\n\nb = 2\n```');
    expect(replace(value, 'b = 2', 'b  =  "3"')).toBe(value.replace('b = 2', 'b  =  \\"3\\"'));
  });

  it('of an image take a caption, an alternative text and a size', () => {
    const media: AdfNode = {
      type: 'media',
      attrs: { type: 'file', id: 'file-1', collection: 'contentId-1', alt: 'old', width: 10, height: 10 },
    };
    const value = doc(node('mediaSingle', [media], { layout: 'center' }));
    expect(viewOf(value)).toBe('![old](media:file-1)');
    const changed = updateFromView({ format: 'adf', value }, '![new](media:file-1)\n^ A caption').value;
    expect(changed).toBe(
      doc(
        node(
          'mediaSingle',
          [{ type: 'media', attrs: { ...media.attrs, alt: 'new' } }, node('caption', [text('A caption')])],
          { layout: 'center' },
        ),
      ),
    );
    expect(updateFromView({ format: 'adf', value: changed }, '![old](media:file-1)').value).toBe(value);
    const names = { files: new Map([['file-1', 'plan.png']]) };
    expect(openPage({ format: 'adf', value }, names, 'needed').rendered.lines).toEqual([
      '![old](att:plan.png)',
    ]);
  });

  it('unknown nodes pass through whole and can be moved and deleted', () => {
    const strange: AdfNode = { type: 'futureBlock', attrs: { n: 1 }, content: [p(text('hidden'))] };
    const value = doc(p(text('one'), { type: 'futureInline', attrs: { x: 'y' } }), strange);
    const view = viewOf(value);
    expect(view.replaceAll(/#[0-9a-z]+/g, '#h')).toBe('one:x[futureInline]{#h}\n\n::x[futureBlock]{#h}');
    expect(replace(value, 'one', 'two')).toBe(value.replace('one', 'two'));
    const [first = '', , second = ''] = view.split('\n');
    expect(updateFromView({ format: 'adf', value }, `${second}\n\n${first}`).value).toBe(
      doc(strange, p(text('one'), { type: 'futureInline', attrs: { x: 'y' } })),
    );
  });

  it('that show nothing give way to what is written there, unless they hold a link', () => {
    const table = (cell: AdfNode): string =>
      doc(
        node('table', [node('tableRow', [node('tableCell', [p(text('a'))]), node('tableCell', [cell])])], {
          localId: 'table-1',
        }),
      );
    const written = (cell: AdfNode): string =>
      apply(table(cell), [{ table: { target: '#tabl', cell: { row: 1, column: 2, markdown: 'new' } } }]);
    expect(written(p(text(' ')))).toBe(table(p(text('new'))));
    const linked = p(text(' ', link('https://a.example/')));
    expect(JSON.parse(written(linked)).content[0].content[0].content[1].content).toEqual([
      linked,
      p(text('new')),
    ]);
  });
});
