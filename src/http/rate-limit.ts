import type { Clock } from '../kernel/clock.ts';

export interface RateLimit {
  /** How many requests an address may send at once, and how many more each second. */
  readonly burst: number;
  readonly perSecond: number;
}

/** Milliseconds until the address may come again; 0 where it may now, which this counts. */
export type AskRate = (address: string) => number;

const maxAddresses = 10_000;

/**
 * A token bucket for each address, in this process: it keeps strangers from wearing it out. What has to hold over all
 * processes is counted in the database.
 */
export function createRateLimit({ burst, perSecond }: RateLimit, clock: Clock): AskRate {
  const buckets = new Map<string, { left: number; at: number }>();
  return (address) => {
    const now = clock.now();
    const known = buckets.get(address) ?? { left: burst, at: now };
    // The least recently seen address is the first of the map, and the first to be forgotten.
    buckets.delete(address);
    if (buckets.size >= maxAddresses) {
      const [oldest] = buckets.keys();
      if (oldest !== undefined) buckets.delete(oldest);
    }
    const left = Math.min(burst, known.left + ((now - known.at) * perSecond) / 1_000);
    const isAllowed = left >= 1;
    buckets.set(address, { left: isAllowed ? left - 1 : left, at: now });
    return isAllowed ? 0 : Math.ceil(((1 - left) * 1_000) / perSecond);
  };
}
