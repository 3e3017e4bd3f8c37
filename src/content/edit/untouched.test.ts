import { describe, expect, it } from 'vitest';
import { readStorage } from '../storage/read-document.ts';
import { edit } from './edit.ts';
import type { ChangedRange } from './format.ts';
import { untouchedEnds } from './untouched.ts';

const blocks = (value: string) => readStorage(value).root.children;
const ends = (before: string, after: string, ...ranges: ChangedRange[]) =>
  untouchedEnds(blocks(before), blocks(after), ranges);
const range = (start: number, end: number, newStart: number, newEnd: number): ChangedRange => ({
  start,
  end,
  newStart,
  newEnd,
});

describe('blocks that a change did not reach', () => {
  const before = '<p>a</p><p>b</p><p>c</p><p>d</p>';

  it('are those before the first and behind the last range', () => {
    expect(ends(before, before.replace('b', 'bbb'), range(11, 12, 11, 14))).toEqual({ head: 1, tail: 2 });
    expect(ends(before, before, range(11, 12, 11, 12), range(19, 20, 19, 20))).toEqual({ head: 1, tail: 1 });
  });

  it('are all without a range, and none where everything changed', () => {
    expect(ends(before, before)).toEqual({ head: 4, tail: 0 });
    expect(ends(before, '<p>x</p>', range(0, 32, 0, 8))).toEqual({ head: 0, tail: 0 });
  });

  it('are not those that a range touches, nor those that are read as something else', () => {
    // Inserted right behind the first block, and right before the last one.
    expect(ends(before, `<p>a</p><p>x</p>${before.slice(8)}`, range(8, 8, 8, 16))).toEqual({
      head: 0,
      tail: 2,
    });
    // The text behind the range is a part of the code that the change opens.
    expect(ends('<p>a</p><p>b</p>', '<pre>a</pre><p>b</p>', range(1, 2, 1, 4), range(6, 7, 8, 11))).toEqual({
      head: 0,
      tail: 1,
    });
    expect(ends('<p>a</p>loose', '<p>a</p>x<b>loose</b>', range(8, 8, 8, 12), range(13, 13, 17, 21))).toEqual(
      {
        head: 0,
        tail: 0,
      },
    );
  });
});

describe('the report of a change', () => {
  const rule = '<table><tbody><tr><td>a</td></tr></tbody></table>';
  const page = `<p>first</p>${rule}<p>middle</p>${rule}<p>last</p>`;

  it('names the lines around it and no others', () => {
    const { changed, newHandles } = edit({ format: 'storage', value: page }, [
      { replace: { old: 'middle', new: 'centre' } },
    ]);
    expect(changed).toEqual(['centre']);
    expect(newHandles).toEqual([]);
  });

  it('names lines far away whose handle is another one now', () => {
    // Two tables that are the same: without the first the second one is no second one any more.
    const { changed } = edit({ format: 'storage', value: page }, [{ delete: { target: firstTable(page) } }]);
    expect(changed).toEqual([expect.stringMatching(/^::table\{#\w+\}$/)]);
  });
});

function firstTable(value: string): string {
  const { root } = readStorage(value);
  return `#${root.children.find(({ kind }) => kind === 'table')?.handle?.shown ?? ''}`;
}
