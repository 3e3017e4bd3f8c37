import { expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

it('lets a burst through, then as many as a second allows, each address by itself', () => {
  let now = 0;
  const ask = createRateLimit({ burst: 3, perSecond: 2 }, { now: () => now });
  expect([ask('a'), ask('a'), ask('a'), ask('a')]).toStrictEqual([0, 0, 0, 500]);
  expect(ask('b')).toBe(0);
  now = 499;
  expect(ask('a')).toBeGreaterThan(0);
  now = 1_000;
  expect([ask('a'), ask('a')]).toStrictEqual([0, 0]);
  expect(ask('a')).toBeGreaterThan(0);
  now = 60_000;
  expect([ask('a'), ask('a'), ask('a')]).toStrictEqual([0, 0, 0]);
  expect(ask('a')).toBe(500);
});

it('forgets the address that was seen longest ago when there are too many', () => {
  const ask = createRateLimit({ burst: 1, perSecond: 0.001 }, { now: () => 0 });
  expect(ask('first')).toBe(0);
  expect(ask('first')).toBeGreaterThan(0);
  for (let count = 0; count < 10_000; count += 1) ask(`address ${count}`);
  expect(ask('address 9999')).toBeGreaterThan(0);
  expect(ask('first')).toBe(0);
});
