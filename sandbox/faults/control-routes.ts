import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteEnv } from '../http/context.ts';
import { controlGuard } from './control-guard.ts';
import type { Fault, Faults } from './faults.ts';

const faultAsked = z.strictObject({
  /** `path` and `body` are regular expressions. */
  match: z.strictObject({ method: z.string(), path: z.string(), body: z.string() }).partial().optional(),
  times: z.int().positive().optional(),
  status: z.int().min(200).max(599).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  delayMs: z.int().nonnegative().optional(),
  cut: z.boolean().optional(),
  phase: z.enum(['before', 'after']).optional(),
  staleRead: z.boolean().optional(),
  emptyBody: z.boolean().optional(),
  quotesRequest: z.boolean().optional(),
});

/** Faults for other processes: POST one to `/_sandbox/faults`, DELETE clears all. Answers callers on this machine only. */
export function faultControlRoutes(faults: Faults): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.use('/_sandbox/*', controlGuard);
  routes.post('/_sandbox/faults', async (c) => {
    const parsed = faultAsked.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.json({ message: z.prettifyError(parsed.error) }, 400);
    const fault = toFault(parsed.data);
    if (fault === null) return c.json({ message: 'match is not a regular expression' }, 400);
    faults.add(fault);
    return c.body(null, 204);
  });
  routes.delete('/_sandbox/faults', (c) => {
    faults.clear();
    return c.body(null, 204);
  });
  return routes;
}

function toFault(asked: z.output<typeof faultAsked>): Fault | null {
  const { match, ...rest } = asked;
  let path: RegExp | undefined;
  let body: RegExp | undefined;
  try {
    path = match?.path === undefined ? undefined : new RegExp(match.path);
    body = match?.body === undefined ? undefined : new RegExp(match.body);
  } catch {
    return null;
  }
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const method = match?.method;
  return {
    ...given,
    match: {
      ...(method === undefined ? {} : { method }),
      ...(path === undefined ? {} : { path }),
      ...(body === undefined ? {} : { body }),
    },
  };
}
