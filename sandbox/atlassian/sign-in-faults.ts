import type { Fault } from '../faults/faults.ts';

const tokenEndpoint = { method: 'POST', path: /^\/_atlassian\/auth\/oauth\/token$/ } as const;
const refreshes = { ...tokenEndpoint, body: /grant_type["=:\s]+refresh_token/ } as const;

/** How signing in goes wrong, to be added to the faults in force; each for one request unless `times` says more. */
export const signInFaults = {
  /** The token is rotated, the answer never arrives. */
  refreshLost: (times = 1): Fault => ({ match: refreshes, times, cut: true, phase: 'after' }),
  /** The connection breaks before anything happened. */
  refreshCut: (times = 1): Fault => ({ match: refreshes, times, cut: true }),
  /** The token is rotated, then a proxy answers in its place. */
  refreshAnsweredByProxy: (times = 1): Fault => ({
    match: refreshes,
    times,
    status: 502,
    body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
    phase: 'after',
  }),
  /** The endpoint is down; nothing happens. */
  tokenEndpointFails: (status = 503, times = 1): Fault => ({
    match: tokenEndpoint,
    times,
    status,
    body: { error: 'server_error' },
  }),
  /** Too many requests; nothing happens. */
  tokenEndpointLimits: (retryAfterSeconds: number | null = 5, times = 1): Fault => ({
    match: tokenEndpoint,
    times,
    status: 429,
    headers: retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) },
    body: { error: 'too_many_requests', error_description: 'Rate limit exceeded' },
  }),
  /** Every answer comes late. */
  tokenEndpointSlow: (delayMs: number, times = 1): Fault => ({ match: tokenEndpoint, times, delayMs }),
} as const;
