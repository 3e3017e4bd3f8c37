import { Hono, type Context } from 'hono';
import { routePath } from 'hono/route';
import { toAppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { McpHttpHandler } from '../mcp/http-handler.ts';
import type { Log } from '../telemetry/log.ts';
import type { Traces } from '../telemetry/traces/traces.ts';
import { pageResponse, type Page } from '../pages/page.ts';
import type { ClientAddress } from './client-address.ts';
import type { Gate } from './gate.ts';
import { serveDownload, type OpenDownload } from './download-route.ts';
import { createHostGuard } from './host-guard.ts';
import { jsonRpcError } from './json-rpc-error.ts';
import { serveMcp } from './mcp-route.ts';
import { mcpRoutes } from './mcp-routes.ts';
import { problem } from './problem.ts';
import { closedContentPolicy, securityHeaders } from './security-headers.ts';
import { traceRequestsAt } from './trace-requests.ts';

export interface HttpAppParts {
  readonly gate: Gate;
  readonly mcp: McpHttpHandler;
  /** Whence a request comes; the other end of the connection when absent. */
  readonly clientAddress?: ClientAddress;
  /** Names without ports under which people reach this server, besides the loopback names. */
  readonly hostnames: readonly string[];
  /** Whether calls can be served now: the store answers, the policy is fresh. */
  ready(): Promise<boolean>;
  startPage(request: Request): Promise<Page>;
  /** Pages, the OAuth server, the admin API: each a part of the address space of its own. */
  readonly mounts?: readonly Hono[];
  /** Absent where no operation hands out addresses of files. */
  readonly download?: OpenDownload;
  readonly log: Log;
  /** Absent where nobody asked for traces. */
  readonly traces?: Traces | undefined;
  readonly clock: Clock;
}

/** The HTTP face of Weir: MCP addresses, health, and the start page. */
export function createHttpApp(parts: HttpAppParts): Hono {
  const { log, clock, traces } = parts;
  const refuse = createHostGuard(parts.hostnames);
  const app = new Hono({ strict: false });

  app.use(async (context, next) => {
    const began = clock.now();
    await next();
    const { headers, status } = context.res;
    for (const [name, value] of securityHeaders) headers.set(name, value);
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', closedContentPolicy);
    // The route's pattern, not the address: a query or a path may hold what no log should.
    const fields = { method: context.req.method, route: routePath(context), status, ms: clock.now() - began };
    // Calls are on record anyway; a line for each would only cost.
    if (status >= 500) log.error('http.request_served', fields);
    else if (status >= 400) log.info('http.request_served', fields);
    else log.debug('http.request_served', fields);
  });

  if (traces) {
    for (const route of Object.values(mcpRoutes)) app.use(route, traceRequestsAt(route, traces));
  }

  // Probes come from the machine itself, under whatever address it has.
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', async (context) => {
    const ready = await parts.ready();
    return context.json({ status: ready ? 'ready' : 'not ready' }, ready ? 200 : 503);
  });

  app.use(async (context, next) => {
    const refusal = refuse(context.req.raw);
    if (refusal === undefined) return next();
    log.warn('http.host_refused', { method: context.req.method });
    return jsonRpcError(403, -32_000, refusal);
  });

  app.all(mcpRoutes.everywhere, (context) => serveMcp(context, undefined, parts));
  app.all(mcpRoutes.workspace, (context) => serveMcp(context, context.req.param('workspace'), parts));

  const { download } = parts;
  if (download) {
    app.get('/downloads/:ticket', (context) => serveDownload(context, context.req.param('ticket'), download));
  }

  for (const mount of parts.mounts ?? []) app.route('/', mount);

  const startPage = async ({ req }: Context) => pageResponse(await parts.startPage(req.raw));
  app.get('/', startPage);
  app.get('/console', startPage);

  app.notFound(() => problem(404, 'There is nothing at this address. MCP is served at /mcp.'));
  app.onError((thrown, context) => {
    const error = toAppError(thrown);
    const { detail, nextStep } = error.fields;
    if (error.status >= 500) log.error('http.request_failed', { code: error.code, detail });
    const text = [error.message, nextStep].filter(Boolean).join(' ');
    const isMcp = context.req.path.endsWith('/mcp');
    return isMcp ? jsonRpcError(error.status, -32_603, text) : problem(error.status, text, error.code);
  });
  return app;
}
