import { describe, expect, it } from 'vitest';
import { createFairShare } from './fair-share.ts';
import type { RateLimitView } from './rate-limits.ts';

describe('what a site gives to all', () => {
  function shares(quota: Partial<RateLimitView> | undefined) {
    let now = 1_000;
    let view: RateLimitView | undefined = quota && { seenAt: now, ...quota };
    const fair = createFairShare({ now: () => now }, () => view);
    return {
      /** How many of so many requests went through. */
      ask: (person: string, count: number): number => {
        let through = 0;
        for (let one = 0; one < count; one += 1) {
          try {
            fair.enter('https://site.test', person);
            through += 1;
          } catch {
            // Refused; the next one may go.
          }
        }
        return through;
      },
      fair,
      hear: (next: Partial<RateLimitView>) => (view = { seenAt: now, ...next }),
      pass: (ms: number) => (now += ms),
    };
  }

  it('is nobody’s business while enough is left, or where the site says nothing', () => {
    for (const quota of [undefined, { limit: 100, pointsRemaining: 90 }, { nearLimit: false }]) {
      const { ask } = shares(quota);
      expect(ask('ann', 500)).toBe(500);
      expect(ask('bob', 5)).toBe(5);
    }
  });

  it('is kept for the others once it runs short', () => {
    const { ask, hear, fair } = shares(undefined);
    ask('ann', 500);
    ask('bob', 100);
    hear({ limit: 1_000, pointsRemaining: 150, resetAt: 61_000 });
    expect(ask('ann', 50)).toBe(0);
    expect(ask('bob', 50)).toBe(50);
    expect(ask('new', 30)).toBe(30);
    expect(() => fair.enter('https://site.test', 'ann')).toThrow(
      expect.objectContaining({
        code: 'rate_limited',
        fields: expect.objectContaining({ retryAfterMs: 60_000 }),
      }),
    );
    expect(() => fair.enter('https://other.test', 'ann')).not.toThrow();
  });

  it('is all for somebody who is alone', () => {
    const { ask } = shares({ nearLimit: true });
    expect(ask('ann', 500)).toBe(500);
  });

  it('leaves everybody a little, and all of it when the quota is full again', () => {
    const { ask, hear, pass } = shares({ nearLimit: true, resetAt: 60_000 });
    ask('ann', 15);
    ask('bob', 500);
    expect(ask('ann', 5)).toBe(5);
    hear({ nearLimit: true, resetAt: 60_000 });
    pass(60_000);
    expect(ask('bob', 100)).toBe(100);
  });
});
