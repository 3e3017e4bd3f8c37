import { describe, expect, it } from 'vitest';
import { checkedCursor, checkedLimit, nextCursor } from './pagination.ts';

describe('nextCursor', () => {
  it.each([
    ['_links.next of v2', {}, { next: '/wiki/api/v2/pages?limit=2&cursor=eyJpZCI6MX0%3D' }, 'eyJpZCI6MX0='],
    [
      '_links.next of v1',
      {},
      { next: '/rest/api/search?cql=type%3Dpage&limit=1&cursor=_f_MQ%3D%3D_sa_x' },
      '_f_MQ==_sa_x',
    ],
    ['an absolute link', {}, { next: 'https://gateway.example/wiki/api/v2/pages?cursor=abc#x' }, 'abc'],
    [
      'the Link header',
      { link: '</wiki/api/v2/pages?cursor=abc%2B>; rel="next", <https://a.atlassian.net/wiki>; rel="base"' },
      {},
      'abc+',
    ],
    [
      'a Link header that only names the base',
      { link: '<https://a.atlassian.net/wiki?cursor=no>; rel="base"' },
      {},
      undefined,
    ],
    ['no links at all', {}, undefined, undefined],
    ['a next of null', {}, { next: null }, undefined],
    ['a next without a cursor', {}, { next: '/rest/api/content?start=25' }, undefined],
  ])('reads %s', (_name, headers, links, expected) => {
    expect(nextCursor(headers, links)).toBe(expected);
  });
});

describe('what callers hand back', () => {
  it('is a cursor of printable characters', () => {
    expect(checkedCursor(undefined)).toBeUndefined();
    expect(checkedCursor('eyJpZCI6MX0=')).toBe('eyJpZCI6MX0=');
    for (const foreign of ['', 'a b', 'a\n', 'é', 'x'.repeat(9000)]) {
      expect(() => checkedCursor(foreign)).toThrow('The cursor is not one that a list has given.');
    }
  });

  it('is a limit from 1 to 250', () => {
    expect([undefined, 1, 250].map(checkedLimit)).toEqual([undefined, 1, 250]);
    for (const limit of [0, 251, 1.5, Number.NaN]) expect(() => checkedLimit(limit)).toThrow(/1 to 250/);
  });
});
