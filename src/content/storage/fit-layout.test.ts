import { describe, expect, it } from 'vitest';
import type { Edit } from '../edit/edits.ts';
import { edit, updateFromView } from '../edit/edit.ts';
import { view } from '../view/view.ts';

const section = (inner: string, type = 'single'): string =>
  `<ac:layout-section ac:type="${type}"><ac:layout-cell>${inner}</ac:layout-cell></ac:layout-section>`;
const layout = (...sections: string[]): string => `<ac:layout>${sections.join('')}</ac:layout>`;
const one = section('<p>one</p>');
const two = section('<p>two</p>');
const both =
  '<ac:layout-section ac:type="two_equal"><ac:layout-cell><p>A</p></ac:layout-cell><ac:layout-cell><p>B</p></ac:layout-cell></ac:layout-section>';
const written = ':::section{two_equal}\n:::cell\nA\n:::\n:::cell\nB\n:::\n:::';

const storage = (value: string) => ({ format: 'storage', value }) as const;
const after = (value: string, ...edits: Edit[]): string => edit(storage(value), edits).value;
const shown = (value: string): string => view(storage(value)).text;
/** The handle of the first section, or of its first cell. */
const handle = (value: string, name: 'section' | 'cell'): string =>
  new RegExp(`:::${name}\\{(#\\w+)`).exec(view(storage(value), { ids: 'all' }).text)?.[1] ?? '';

const laidOut = layout(one, two);

describe('new sections on a page with a layout stand in that layout', () => {
  it.each<[string, Edit, string]>([
    [
      'after a section',
      { insert: { after: handle(laidOut, 'section'), markdown: written } },
      layout(one, both, two),
    ],
    [
      'before a section',
      { insert: { before: handle(laidOut, 'section'), markdown: written } },
      layout(both, one, two),
    ],
    ['at the end of the page', { insert: { into: 'page', markdown: written } }, layout(one, two, both)],
    ['at its beginning', { insert: { before: 'page', markdown: written } }, layout(both, one, two)],
    [
      'with other text, which gets a section',
      { insert: { after: handle(laidOut, 'section'), markdown: `loose\n\n${written}` } },
      layout(one, section('<p>loose</p>'), both, two),
    ],
  ])('%s', (_, insert, expected) => {
    expect(after(laidOut, insert)).toBe(expected);
  });

  it('by an update of the whole view', () => {
    expect(updateFromView(storage(laidOut), `${shown(laidOut)}\n\n${written}`).value).toBe(
      layout(one, two, both),
    );
    expect(updateFromView(storage(laidOut), `${written}\n\n${shown(laidOut)}`).value).toBe(
      layout(both, one, two),
    );
  });
});

it('text between sections gets a section of its own', () => {
  const loose =
    '<ac:layout-section ac:type="fixed-width" ac:breakout-mode="default"><ac:layout-cell><p>loose</p></ac:layout-cell></ac:layout-section>';
  expect(after(laidOut, { insert: { after: handle(laidOut, 'section'), markdown: 'loose' } })).toBe(
    layout(one, loose, two),
  );
  expect(updateFromView(storage(laidOut), `${shown(laidOut)}\n\nloose`).value).toBe(layout(one, two, loose));
});

describe('a page without anything becomes one layout', () => {
  it.each(['', '<p />', '<p>&nbsp;</p>'])('%j', (value) => {
    expect(after(value, { insert: { into: 'page', markdown: written } })).toBe(layout(both));
  });

  it('and so does one whose whole text gives way to sections', () => {
    expect(updateFromView(storage('<p>one</p><p>two</p>'), `${written}\n\n${written}`).value).toBe(
      layout(both, both),
    );
  });
});

describe('a section where Confluence would not have it is refused', () => {
  const table = '<table><tbody><tr><td>one</td><td>x</td></tr></tbody></table>';
  it.each<[string, string, Edit]>([
    ['in a cell', laidOut, { insert: { into: handle(laidOut, 'cell'), markdown: written } }],
    ['in the text of a cell', laidOut, { replace: { old: 'two', new: `two\n\n${written}` } }],
    ['behind text without a layout', '<p>one</p>', { insert: { into: 'page', markdown: written } }],
    ['before a table', table, { insert: { before: 'page', markdown: written } }],
    [
      'in an expand',
      '<ac:structured-macro ac:name="expand" ac:macro-id="abcd1234"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>',
      { insert: { into: '#abcd', markdown: written } },
    ],
  ])('%s', (_, value, refused) => {
    expect(() => after(value, refused)).toThrow(/section of a page layout/);
  });

  it('also one that is moved there', () => {
    const inCell = /two \{(#\w+)\}/.exec(view(storage(laidOut), { ids: 'all' }).text)?.[1] ?? '';
    expect(() => after(laidOut, { move: { target: handle(laidOut, 'section'), after: inCell } })).toThrow(
      /section of a page layout/,
    );
  });
});

it('a layout whose last section is deleted goes with it', () => {
  const alone = layout(one);
  expect(after(alone, { delete: { target: handle(alone, 'section') } })).toBe('');
});

it('a macro that is called section is none', () => {
  const macro = ':::section\n:::column\nA\n:::\n:::';
  expect(after('<p>one</p>', { insert: { into: 'page', markdown: macro } })).toMatch(
    /^<p>one<\/p><ac:structured-macro ac:name="section"[^>]*><ac:rich-text-body><ac:structured-macro ac:name="column"/,
  );
});
