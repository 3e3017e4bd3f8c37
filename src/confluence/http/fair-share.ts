import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { RateLimitView } from './rate-limits.ts';

/** Keeps one person from using up what a site gives to all. */
export interface FairShare {
  /** Before each request. Raises `rate_limited` where the quota runs short and this person has had their share. */
  enter(origin: string, person: string): void;
}

/** Quotas of Cloud are filled by the hour (facts: confluence-api §4). Milliseconds. */
const usualWindowMs = 3_600_000;
/** Below this part of a quota it runs short; the site itself warns at a fifth. */
const shortBelow = 0.2;
/** Requests that everybody may make, however short it is. */
const always = 20;

interface Window {
  until: number;
  total: number;
  readonly by: Map<string, number>;
}

/**
 * Counts requests by person in the window of the quota. As long as enough is left nobody is held back; once it runs short,
 * whoever made more than an equal part of the requests so far waits for the others.
 */
export function createFairShare(
  clock: Clock,
  quotaOf: (origin: string) => RateLimitView | undefined,
): FairShare {
  const windows = new Map<string, Window>();
  return {
    enter(origin, person) {
      const now = clock.now();
      const quota = quotaOf(origin);
      let window = windows.get(origin);
      if (!window || now >= window.until) {
        window = { until: now + usualWindowMs, total: 0, by: new Map() };
        windows.set(origin, window);
      }
      // A quota that is filled sooner than was thought begins anew for all.
      if (quota?.resetAt !== undefined && quota.resetAt > now)
        window.until = Math.min(window.until, quota.resetAt);
      const own = (window.by.get(person) ?? 0) + 1;
      const share = (window.total + 1) / Math.max(window.by.size, 1);
      if (own > always && own > share && runsShort(quota, now)) throw hadTheirShare(window.until - now);
      window.by.set(person, own);
      window.total += 1;
    },
  };
}

function runsShort(quota: RateLimitView | undefined, now: number): boolean {
  if (!quota || (quota.resetAt ?? quota.seenAt + usualWindowMs) <= now) return false;
  const { nearLimit, pointsRemaining, limit } = quota;
  return (
    nearLimit === true ||
    (pointsRemaining !== undefined && limit !== undefined && pointsRemaining < limit * shortBelow)
  );
}

function hadTheirShare(retryAfterMs: number): AppError {
  return new AppError(
    'rate_limited',
    'The quota of the Confluence site runs short, and what is left is for the others: you have had your share.',
    {
      nextStep: 'Come back when the site fills the quota again, and ask for less at a time.',
      retryAfterMs,
    },
  );
}
