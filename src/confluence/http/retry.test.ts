import { describe, expect, it } from 'vitest';
import { createTestRuntime } from '../testing/test-runtime.ts';
import { defaultRetry, pauseBefore, retryAfter } from './retry.ts';
import type { Runtime } from './runtime.ts';

const now = Date.parse('2026-01-15T10:00:00Z');

describe('retryAfter', () => {
  it.each([
    [{ 'retry-after': '1847' }, 1_847_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after': 'Thu, 15 Jan 2026 10:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Thu, 15 Jan 2026 09:00:00 GMT' }, 0],
    [{ 'beta-retry-after': '12' }, 12_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{}, undefined],
  ])('reads %j', (headers, expected) => {
    expect(retryAfter(headers, now)).toBe(expected);
  });
});

describe('pauseBefore', () => {
  const at = (byte: number): Runtime => ({
    ...createTestRuntime(),
    random: { bytes: (length) => new Uint8Array(length).fill(byte) },
  });
  const own = { throttled: false, retryAfterMs: undefined };

  it('doubles from its start to its cap, jittered by ×0.7 to ×1.3', () => {
    const pauses = (byte: number): number[] =>
      [0, 1, 2, 8].map((attempt) => pauseBefore(attempt, own, defaultRetry, at(byte)));
    expect(pauses(0)).toEqual([175, 350, 700, 21_000]);
    expect(pauses(255)).toEqual([325, 650, 1300, 39_000]);
  });

  it('starts at five seconds when throttled without a word', () => {
    expect(pauseBefore(0, { throttled: true, retryAfterMs: undefined }, defaultRetry, at(0))).toBe(3500);
  });

  it('never comes back earlier than asked', () => {
    const asked = { throttled: true, retryAfterMs: 10_000 };
    expect(pauseBefore(3, asked, defaultRetry, at(0))).toBe(10_000);
    expect(pauseBefore(3, asked, defaultRetry, at(255))).toBe(13_000);
    const atOnce = { throttled: true, retryAfterMs: 0 };
    expect(pauseBefore(1, atOnce, defaultRetry, at(0))).toBe(350);
  });
});
