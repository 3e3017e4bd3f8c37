import { describe, expect, it } from 'vitest';
import { readRateLimits } from './rate-limits.ts';

const now = Date.parse('2025-10-08T14:29:13Z');

describe('readRateLimits', () => {
  it('reads the headers of the documented 429', () => {
    const headers = {
      'retry-after': '1847',
      'x-ratelimit-limit': '40000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '2025-10-08T15:00:00Z',
      'x-ratelimit-nearlimit': 'true',
      'ratelimit-reason': 'confluence-quota-global-based',
    };
    expect(readRateLimits(headers, now)).toEqual({
      limit: 40_000,
      pointsRemaining: 0,
      resetAt: Date.parse('2025-10-08T15:00:00Z'),
      nearLimit: true,
      reason: 'confluence-quota-global-based',
      seenAt: now,
    });
  });

  it('reads the structured beta header', () => {
    const headers = { 'beta-ratelimit': '"global-app-quota";r=11000;t=600' };
    expect(readRateLimits(headers, now)).toEqual({
      pointsRemaining: 11_000,
      resetAt: now + 600_000,
      seenAt: now,
    });
  });

  it('says nothing where the answer says nothing', () => {
    expect(readRateLimits({ 'content-type': 'application/json' }, now)).toBeUndefined();
  });
});
