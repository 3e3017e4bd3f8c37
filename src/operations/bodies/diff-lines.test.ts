import { describe, expect, it } from 'vitest';
import { diffLines } from './diff-lines.ts';

const text = (...lines: readonly string[]): string => lines.join('\n');

describe('a difference of two texts', () => {
  it('is empty where they are the same', () => {
    expect(diffLines('a\n\nb', 'a\n\nb', 1_000)).toEqual({ text: '', added: 0, removed: 0, cut: false });
  });

  it('shows what went before what came, with two lines around it', () => {
    const before = text('one', 'two', 'three', 'four', 'five', 'six');
    expect(diffLines(before, before.replace('four', '4'), 1_000).text).toBe(
      text('…', '  two', '  three', '- four', '+ 4', '  five', '  six'),
    );
  });

  it('leaves blank lines out, but for those of code', () => {
    expect(diffLines('a\n\nb', 'a\nb\n\n\nc', 1_000)).toMatchObject({ text: '  a\n  b\n+ c', added: 1 });
    expect(diffLines('```\nx\n```', '```\n\nx\n```', 1_000)).toMatchObject({ added: 1, removed: 0 });
  });

  it('ends where there is no more room', () => {
    const long = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
    const { text: shown, cut, added } = diffLines('', long, 300);
    expect({ cut, added }).toEqual({ cut: true, added: 100 });
    expect(shown.split('\n').length).toBeLessThan(60);
  });
});
