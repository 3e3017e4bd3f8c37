import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../kernel/clock.ts';

/** What a site last said about its quota (facts: confluence-api §4). API-token traffic carries none of it. */
export interface RateLimitView {
  readonly limit?: number;
  /** Points left in the running hour. */
  readonly pointsRemaining?: number;
  /** When the quota is full again, epoch milliseconds. */
  readonly resetAt?: number;
  /** The site warns that less than a fifth is left. */
  readonly nearLimit?: boolean;
  /** The site's own word; its values are not a closed list. */
  readonly reason?: string;
  /** When this was heard, epoch milliseconds. */
  readonly seenAt: number;
}

/** The last word of each origin about its quota. */
export interface RateLimitViews {
  heard(origin: string, headers: IncomingHttpHeaders): void;
  of(origin: string): RateLimitView | undefined;
}

export function createRateLimitViews(clock: Clock): RateLimitViews {
  const views = new Map<string, RateLimitView>();
  return {
    heard(origin, headers) {
      const view = readRateLimits(headers, clock.now());
      if (view) views.set(origin, view);
    },
    of: (origin) => views.get(origin),
  };
}

/** The quota headers of an answer, also in their beta spelling; undefined where it carries none. */
export function readRateLimits(headers: IncomingHttpHeaders, now: number): RateLimitView | undefined {
  const structured = text(headers['ratelimit'] ?? headers['beta-ratelimit']);
  const limit = number(headers['x-ratelimit-limit'] ?? headers['x-beta-ratelimit-limit']);
  const remaining =
    number(headers['x-ratelimit-remaining'] ?? headers['x-beta-ratelimit-remaining']) ??
    parameter(structured, 'r');
  const near = text(headers['x-ratelimit-nearlimit'] ?? headers['x-beta-ratelimit-nearlimit']);
  const reset = text(headers['x-ratelimit-reset'] ?? headers['x-beta-ratelimit-reset']);
  const reason = text(headers['ratelimit-reason'] ?? headers['beta-ratelimit-reason']);
  if (limit === undefined && remaining === undefined && near === undefined && reason === undefined) {
    return undefined;
  }
  const resetAt = reset === undefined ? secondsFrom(now, parameter(structured, 't')) : Date.parse(reset);
  return {
    seenAt: now,
    ...(limit !== undefined && { limit }),
    ...(remaining !== undefined && { pointsRemaining: remaining }),
    ...(resetAt !== undefined && !Number.isNaN(resetAt) && { resetAt }),
    ...(near !== undefined && { nearLimit: near === 'true' }),
    ...(reason !== undefined && { reason }),
  };
}

function text(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function number(value: string | string[] | undefined): number | undefined {
  const parsed = Number(text(value) ?? Number.NaN);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** A numeric parameter of a structured header: `"global-app-quota";r=11000;t=600`. */
function parameter(structured: string | undefined, name: string): number | undefined {
  const found = structured?.match(new RegExp(`;\\s*${name}=(\\d+)`));
  return found ? Number(found[1]) : undefined;
}

function secondsFrom(now: number, seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : now + seconds * 1000;
}
