import type { MiddlewareHandler } from 'hono';
import type { RouteEnv } from '../http/context.ts';
import type { Fault } from '../faults/faults.ts';
import type { Site } from '../model/site.ts';
import { dataCenterError } from './error.ts';
import type { DataCenterSettings, RateLimit } from './settings.ts';

interface Bucket {
  tokens: number;
  /** When tokens were last added, in milliseconds. */
  filledAt: number;
}

/** A bucket of tokens for each person, as an administrator sets it up (facts: confluence-api §4). */
export function limitRate(site: Site, settings: DataCenterSettings): MiddlewareHandler<RouteEnv> {
  const buckets = new Map<string, Bucket>();
  return async (c, next) => {
    const rate = settings.rateLimit;
    if (rate === null) return next();
    const bucket = fill(buckets.get(c.get('person').accountId), rate, site.clock.now());
    buckets.set(c.get('person').accountId, bucket);
    const allowed = bucket.tokens > 0;
    if (allowed) bucket.tokens -= 1;
    if (allowed) await next();
    else c.res = dataCenterError(c, 429, 'Rate limit exceeded.', null);
    const wait = allowed ? 0 : secondsToNext(bucket, rate, site.clock.now());
    for (const [name, value] of Object.entries(rateHeaders(rate, bucket.tokens, wait)))
      c.res.headers.set(name, value);
    return undefined;
  };
}

/** A fault that answers 429 as a Data Center over its limit does. */
export function rateLimited(retryAfterSeconds: number, rate: RateLimit = standardRate): Fault {
  return {
    status: 429,
    headers: rateHeaders(rate, 0, retryAfterSeconds),
    body: { statusCode: 429, message: 'Rate limit exceeded.', reason: 'Too Many Requests' },
  };
}

const standardRate: RateLimit = { limit: 100, fillRate: 10, intervalSeconds: 1 };

function rateHeaders(rate: RateLimit, remaining: number, waitSeconds: number): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(rate.limit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-FillRate': String(rate.fillRate),
    'X-RateLimit-Interval-Seconds': String(rate.intervalSeconds),
    'Retry-After': String(waitSeconds),
  };
}

function fill(bucket: Bucket | undefined, rate: RateLimit, now: number): Bucket {
  if (bucket === undefined) return { tokens: rate.limit, filledAt: now };
  const intervals = Math.floor((now - bucket.filledAt) / (rate.intervalSeconds * 1000));
  return {
    tokens: Math.min(rate.limit, bucket.tokens + intervals * rate.fillRate),
    filledAt: bucket.filledAt + intervals * rate.intervalSeconds * 1000,
  };
}

function secondsToNext(bucket: Bucket, rate: RateLimit, now: number): number {
  return Math.max(1, Math.ceil((bucket.filledAt + rate.intervalSeconds * 1000 - now) / 1000));
}
