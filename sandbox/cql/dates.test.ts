import { describe, expect, it } from 'vitest';
import { parseDate, parseIncrement, periodOf, shift } from './dates.ts';

const iso = (at: number) => new Date(at).toISOString();

describe('dates of queries', () => {
  it.each([
    ['2026/03/04', '2026-03-04T00:00:00.000Z', '2026-03-05T00:00:00.000Z'],
    ['2026-03-04', '2026-03-04T00:00:00.000Z', '2026-03-05T00:00:00.000Z'],
    ['2026/03/04 05:06', '2026-03-04T05:06:00.000Z', '2026-03-04T05:07:00.000Z'],
    ['2026-03-04 05:06', '2026-03-04T05:06:00.000Z', '2026-03-04T05:07:00.000Z'],
  ])('reads %s', (text, from, to) => {
    const span = parseDate(text);
    expect(span === null ? null : [iso(span.from), iso(span.to)]).toEqual([from, to]);
  });

  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-03/04',
    '2026-03-04 25:00',
    '2026-03-04T05:06',
    'yesterday',
    '',
  ])('refuses %j', (text) => {
    expect(parseDate(text)).toBeNull();
  });

  it('keeps the end of the month when it moves by months', () => {
    expect(iso(shift(Date.UTC(2026, 0, 31, 7), { amount: 1, unit: 'M' }))).toBe('2026-02-28T07:00:00.000Z');
    expect(iso(shift(Date.UTC(2024, 1, 29), { amount: -1, unit: 'y' }))).toBe('2023-02-28T00:00:00.000Z');
  });

  it('tells months from minutes', () => {
    expect(parseIncrement('-2M', null)).toEqual({ amount: -2, unit: 'M' });
    expect(parseIncrement('+2m', null)).toEqual({ amount: 2, unit: 'm' });
    expect(parseIncrement('3', 'd')).toEqual({ amount: 3, unit: 'd' });
    expect(parseIncrement('3', null)).toBeNull();
    expect(parseIncrement('2x', 'd')).toBeNull();
  });

  it('begins weeks on Sunday', () => {
    const span = periodOf(Date.UTC(2026, 6, 15, 12), 'week');
    expect([iso(span.from), iso(span.to)]).toEqual(['2026-07-12T00:00:00.000Z', '2026-07-19T00:00:00.000Z']);
  });
});
