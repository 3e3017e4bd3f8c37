import { describe, expect, it } from 'vitest';
import { edit, updateFromView } from '../edit/edit.ts';
import type { Edit, EditOptions } from '../edit/edits.ts';
import { openPage } from '../edit/page.ts';
import type { AdfMark, AdfNode } from './node.ts';
import { validateAdf } from './validate.ts';

const strong: AdfMark = { type: 'strong' };
const red: AdfMark = { type: 'textColor', attrs: { color: '#ff0000' } };

function text(value: string, ...marks: AdfMark[]): AdfNode {
  return marks.length === 0 ? { type: 'text', text: value } : { type: 'text', text: value, marks };
}

function comment(id: string): AdfMark {
  return { type: 'annotation', attrs: { id, annotationType: 'inlineComment' } };
}

function link(href: string): AdfMark {
  return { type: 'link', attrs: { href } };
}

function node(type: string, content: readonly AdfNode[], attrs?: Record<string, unknown>): AdfNode {
  return attrs === undefined ? { type, content } : { type, attrs, content };
}

function p(...content: AdfNode[]): AdfNode {
  return node('paragraph', content);
}

function doc(...content: AdfNode[]): string {
  return JSON.stringify({ type: 'doc', version: 1, content });
}

function viewOf(value: string): string {
  return openPage({ format: 'adf', value }, {}, 'needed').rendered.lines.join('\n');
}

let ids = 0;
const resolvers = { newLocalId: (): string => `made-${(ids += 1)}` };

function apply(value: string, edits: readonly Edit[], options: EditOptions = {}): string {
  return edit({ format: 'adf', value }, edits, { resolvers, ...options }).value;
}

function replace(value: string, old: string, fresh: string, options: EditOptions = {}): string {
  return apply(value, [{ replace: { old, new: fresh } }], options);
}

describe('editing a line of ADF', () => {
  it('changes a word in place and keeps marks, hidden ones too', () => {
    const value = doc(p(text('one ', red), text('two', red, strong), text(' three', red)), p(text('other')));
    expect(viewOf(value)).toBe('one **two** three\n\nother');
    expect(replace(value, 'two', 'deux')).toBe(
      doc(p(text('one ', red), text('deux', red, strong), text(' three', red)), p(text('other'))),
    );
    expect(replace(value, 'three', 'three, four')).toBe(
      doc(p(text('one ', red), text('two', red, strong), text(' three, four', red)), p(text('other'))),
    );
  });

  it('splits a text where formatting is added, and joins nothing that it did not split', () => {
    const value = doc(p(text('a plain line')));
    expect(replace(value, 'plain', '**plain**')).toBe(
      doc(p(text('a '), text('plain', strong), text(' line'))),
    );
    const bold = doc(p(text('a '), text('plain', strong), text(' line')));
    expect(replace(bold, '**plain**', 'plain')).toBe(doc(p(text('a '), text('plain'), text(' line'))));
  });

  it('takes formatting over line breaks, in either way of writing', () => {
    const value = doc(p(text('one'), { type: 'hardBreak' }, text('two')));
    const bold = doc(p(text('one', strong), { type: 'hardBreak' }, text('two', strong)));
    expect(replace(value, 'one<br>two', '**one<br>two**')).toBe(bold);
    expect(replace(value, 'one<br>two', '**one**<br>**two**')).toBe(bold);
    expect(viewOf(bold)).toBe('**one<br>two**');
  });

  it('writes bold and italic in either order, and code without what code cannot have', () => {
    const value = doc(p(text('one two')));
    const both = doc(p(text('one '), text('two', { type: 'em' }, strong)));
    expect(replace(value, 'two', '_**two**_')).toBe(both);
    expect(replace(value, 'two', '**`two`**')).toBe(doc(p(text('one '), text('two', { type: 'code' }))));
  });

  it('keeps a link with its other attributes when its address or text changes', () => {
    const titled: AdfMark = { type: 'link', attrs: { href: 'https://a.example/', title: 'A' } };
    const value = doc(p(text('see '), text('here', titled), text(' now')));
    const handle = /\{#[0-9a-z]+\}/.exec(viewOf(value))?.[0] ?? '';
    expect(
      replace(value, `[here](https://a.example/)${handle}`, `[there](https://b.example/)${handle}`),
    ).toBe(
      doc(
        p(
          text('see '),
          text('there', { type: 'link', attrs: { href: 'https://b.example/', title: 'A' } }),
          text(' now'),
        ),
      ),
    );
  });

  it('shows an address that is its own text as one thing', () => {
    const value = doc(p(text('see '), text('https://a.example/x', link('https://a.example/x'))));
    expect(viewOf(value)).toBe('see <https://a.example/x>');
    expect(replace(value, '<https://a.example/x>', '<https://b.example/y>')).toBe(
      doc(p(text('see '), text('https://b.example/y', link('https://b.example/y')))),
    );
  });

  it('refuses an address that runs code', () => {
    expect(() => replace(doc(p(text('one'))), 'one', '[one](javascript:alert(1))')).toThrow(/address/);
  });

  it('edits the labels of dates and statuses and refuses those of people', () => {
    const value = doc(
      p(
        { type: 'date', attrs: { timestamp: '1700000000000' } },
        text(' '),
        { type: 'status', attrs: { text: 'Open', color: 'blue', localId: 'status-1', style: 'bold' } },
        text(' '),
        { type: 'mention', attrs: { id: 'acc-1', text: '@Ann Example' } },
      ),
    );
    const changed = JSON.parse(
      replace(replace(value, '2023-11-14', '2026-01-31'), 'Open|Blue', 'Done|Green'),
    );
    expect(changed.content[0].content[0].attrs).toEqual({ timestamp: '1769817600000' });
    expect(changed.content[0].content[2].attrs).toEqual({
      text: 'Done',
      color: 'green',
      localId: 'status-1',
      style: 'bold',
    });
    expect(() => replace(value, 'Ann Example', 'Bob Example')).toThrow(/cannot be edited|comes from/);
  });

  it('keeps numbers, key order and white space of the JSON that it does not touch', () => {
    const value = `{ "version": 1, "type": "doc", "extra": 12345678901234567890, "content": [
      {"content": [ {"text": "one two", "type": "text"} ], "type": "paragraph", "attrs": {"localId": "x"}} ] }`;
    expect(replace(value, 'two', '"2"')).toBe(value.replace('one two', 'one \\"2\\"'));
  });
});

describe('comment anchors in ADF', () => {
  const anchor = comment('6b3ba8a4-0000-4000-8000-000000000001');
  const value = doc(p(text('one '), text('two three', anchor), text(' four')));

  it('stay on the text when words inside or outside change', () => {
    expect(viewOf(value)).toBe('one :c[two three]{#6b3b} four');
    expect(replace(value, 'two', 'deux')).toBe(
      doc(p(text('one '), text('deux three', anchor), text(' four'))),
    );
    expect(replace(value, 'four', 'quatre')).toBe(
      doc(p(text('one '), text('two three', anchor), text(' quatre'))),
    );
  });

  it('are put back when the new text leaves the wrapper out', () => {
    const { value: edited, reanchored } = edit({ format: 'adf', value }, [
      { replace: { old: 'one :c[two three]{#6b3b} four', new: 'one two three and more' } },
    ]);
    expect(edited).toBe(doc(p(text('one '), text('two three', anchor), text(' and more'))));
    expect(reanchored).toEqual([{ handle: '6b3b', before: 'two three', after: 'two three' }]);
  });

  it('are never lost unasked', () => {
    const alone = doc(p(text('two three', anchor)), p(text('four')));
    const remove: Edit = { replace: { old: ':c[two three]{#6b3b}', new: 'something else entirely' } };
    expect(() => apply(alone, [remove])).toThrow(/would lose the comment anchor #6b3b/);
    expect(apply(alone, [remove], { allowLoss: ['#6b3b'] })).not.toContain('annotation');
  });

  it('of resolved comments are not shown, and new text inside them has them too', () => {
    const names = { resolvedComments: new Set(['6b3ba8a4-0000-4000-8000-000000000001']) };
    const view = openPage({ format: 'adf', value }, names, 'needed').rendered.lines.join('\n');
    expect(view).toBe('one two three four');
    const inside = apply(value, [{ replace: { old: 'two three', new: 'two and three' } }], { names });
    expect(inside).toBe(doc(p(text('one '), text('two and three', anchor), text(' four'))));
    const behind = apply(value, [{ replace: { old: 'three four', new: 'three, four' } }], { names });
    expect(behind).toBe(doc(p(text('one '), text('two three', anchor), text(', four'))));
  });

  it('may cross formatting and overlap each other', () => {
    const other = comment('aaaabbbb-0000-4000-8000-000000000002');
    const crossing = doc(p(text('a ', anchor), text('b ', anchor, other), text('c', other, strong)));
    const [line = ''] = viewOf(crossing).split('\n');
    const edited = updateFromView({ format: 'adf', value: crossing }, line.replace('b', 'B')).value;
    expect(edited).toBe(doc(p(text('a ', anchor), text('B ', anchor, other), text('c', other, strong))));
  });
});

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
});

describe('what ADF does not allow', () => {
  it('is refused with what is wrong, and nothing is written', () => {
    const value = doc(node('panel', [p(text('one'))], { panelType: 'info' }));
    expect(() => replace(value, 'one', '| a |\n| - |')).toThrow(/"table" is not allowed in panel/);
    const nested = doc(node('blockquote', [p(text('one'))]));
    expect(() => updateFromView({ format: 'adf', value: nested }, '> # one')).toThrow(/does not allow/);
  });

  it('is judged only on what changed', () => {
    const broken = doc(p(text('one')), node('blockquote', [node('heading', [text('odd')], { level: 9 })]));
    expect(replace(broken, 'one', 'two')).toBe(broken.replace('one', 'two'));
    expect(replace(broken, 'odd', 'even')).toBe(broken.replace('odd', 'even'));
  });

  it('is said with its place when the body is no document', () => {
    const open = (value: string) => () => openPage({ format: 'adf', value }, {}, 'needed');
    expect(open('{"type":"doc"')).toThrow(/not valid JSON/);
    expect(open('{"type":"paragraph"}')).toThrow(/^\$ is no ADF document/);
    expect(open(doc(p(text('x')), { type: 'paragraph', content: 7 } as unknown as AdfNode))).toThrow(
      /^\$\.content\[1\]\.content is no list/,
    );
    expect(open('{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text"}]}]}')).toThrow(
      /^\$\.content\[0\]\.content\[0\]\.text is no text/,
    );
    expect(open('{"type":"doc","content":[{"type":"x"}],"content":["y"]}')).toThrow(/\$\.content\[0\]|twice/);
  });
});

describe('size', () => {
  it('depth and length cost no more than they are', () => {
    const depth = 9000;
    const deep = `{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"top"}]},${'{"type":"bulletList","content":[{"type":"listItem","content":['.repeat(depth)}{"type":"paragraph"}${']}]}'.repeat(depth)}]}`;
    expect(replace(deep, 'top', 'peak')).toBe(deep.replace('top', 'peak'));
    const long = doc(
      ...Array.from({ length: 5000 }, (_, index) => p(text(`word${index} `, strong), text('rest of it'))),
    );
    expect(replace(long, 'word4321', 'other')).toBe(long.replace('word4321', 'other'));
    const tooDeep = deep.replaceAll('"top"', `"top","attrs":{"a":${'['.repeat(600)}${']'.repeat(600)}}`);
    expect(() => viewOf(tooDeep)).toThrow(/nested/);
  });
});
