import { describe, expect, it } from 'vitest';
import type { View } from '../../content/index.ts';
import { deliver, nothingDelivered, type Delivered } from './delivered.ts';

/** A view of lines `from` to before `to` of ten; `cursor` where more follows. */
const part = (from: number, to: number, cursor?: string): View => ({
  text: '',
  complete: from === 0 && to === 10,
  lines: { from, to, total: 10 },
  handles: [],
  ...(cursor !== undefined && { cursor }),
});
const after = (...views: readonly View[]): Delivered =>
  views.reduce((seen, view) => deliver(seen, view, 'needed'), nothingDelivered);

describe('what a reader has seen of a body', () => {
  it.each<[string, readonly View[], boolean]>([
    ['all of it at once', [part(0, 10)], true],
    ['a part', [part(0, 4, '4.0.x')], false],
    ['two parts that meet', [part(0, 4, '4.0.x'), part(4, 10)], true],
    ['parts in any order', [part(6, 10), part(0, 3, '3.0.x'), part(3, 6, '6.0.x')], true],
    ['parts that overlap', [part(0, 6, '6.0.x'), part(4, 10)], true],
    ['parts with a line between them', [part(0, 4, '4.0.x'), part(5, 10)], false],
    ['a part that ends inside a line', [part(0, 5, '4.120.x'), part(5, 10)], false],
    ['the rest of that line too', [part(0, 5, '4.120.x'), part(4, 10)], true],
    ['an outline', [part(0, 0)], false],
  ])('%s', (_, views, whole) => {
    expect(after(...views).whole).toBe(whole);
  });

  it('is counted apart for views with every handle, whose lines are others', () => {
    const first = deliver(nothingDelivered, part(0, 5, '5.0.x'), 'needed');
    expect(deliver(first, part(5, 10), 'all').whole).toBe(false);
    expect(deliver(first, part(5, 10), 'needed').whole).toBe(true);
  });
});
