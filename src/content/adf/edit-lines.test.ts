import { describe, expect, it } from 'vitest';
import {
  apply,
  comment,
  doc,
  link,
  p,
  red,
  replace,
  strong,
  text,
  viewOf,
} from '../../../test/content/support/adf-nodes.ts';
import { edit, updateFromView } from '../edit/edit.ts';
import type { Edit } from '../edit/edits.ts';
import { openPage } from '../edit/page.ts';
import type { AdfMark } from './node.ts';

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
