import { setTimeout as delay } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';
import { dropBody } from '../content/index.ts';
import { addressOf } from '../http/address.ts';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import type { Fault, Faults } from './faults.ts';

/** Lets requests meet the faults in force; what is under `/_sandbox` never fails. */
export function injectFaults(faults: Faults): MiddlewareHandler<RouteEnv> {
  return async (c, next) => {
    const { path } = addressOf(c.req.raw);
    const body = faults.looksAtBodies() ? Buffer.from(await c.req.arrayBuffer()).toString('utf8') : '';
    const fault = path.startsWith('/_sandbox/') ? undefined : faults.take(c.req.method, path, body);
    if (fault === undefined) return next();
    if (fault.delayMs !== undefined) await delay(fault.delayMs);
    if (fault.staleRead === true) c.set('staleRead', true);
    if (fault.quotesRequest === true) return replaced(c, { status: 500, ...fault, body: await quoting(c) });
    const answers = fault.cut === true || fault.status !== undefined || fault.body !== undefined;
    if (!answers || fault.phase === 'after') await next();
    if (fault.cut === true) return cut(c);
    if (answers) return replaced(c, fault);
    await adjust(c, fault);
    return undefined;
  };
}

function cut(c: RouteContext): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

function replaced(c: RouteContext, fault: Fault): Response {
  const text = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body ?? '');
  const type =
    typeof fault.body === 'string' && fault.body.startsWith('<') ? 'text/html' : 'application/json';
  const response = new Response(fault.body === undefined ? null : text, {
    status: fault.status ?? 200,
    headers: { 'content-type': `${type}; charset=utf-8`, ...fault.headers },
  });
  // Set to nothing first: hono would otherwise merge the headers of the answer that this one replaces.
  c.res = undefined;
  c.res = response;
  return response;
}

/** In the fields that clients read of v2, v1 and token endpoints; short headers first, since clients cut long texts. */
async function quoting(c: RouteContext): Promise<object> {
  const headers = [...c.req.raw.headers]
    .map(([name, value]) => `${name}: ${value}`)
    .toSorted((one, other) => one.length - other.length);
  const quoted = [`${c.req.method} ${c.req.url}`, ...headers, await c.req.text()].join('; ');
  const error = { code: 'INTERNAL', title: 'Failed', detail: quoted };
  return { message: quoted, errors: [error], error: 'server_error', error_description: quoted };
}

async function adjust(c: RouteContext, fault: Fault): Promise<void> {
  if (fault.emptyBody === true) await emptyBodies(c);
  for (const [name, value] of Object.entries(fault.headers ?? {})) c.res.headers.set(name, value);
}

async function emptyBodies(c: RouteContext): Promise<void> {
  if (!(c.res.headers.get('content-type') ?? '').includes('json')) return;
  const json: unknown = JSON.parse(await c.res.text(), (key, value: unknown) => {
    if (key !== 'storage' || typeof value !== 'object' || value === null) return value;
    return { ...value, value: dropBody() };
  });
  const { status, headers } = c.res;
  const kept = new Headers(headers);
  kept.delete('content-length');
  c.res = undefined;
  c.res = new Response(JSON.stringify(json), { status, headers: kept });
}
