import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { readTraceParent } from '../telemetry/traces/trace-parent.ts';
import type { Traces } from '../telemetry/traces/traces.ts';

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * A span for each request at one route, under that of its sender, by the conventions of OpenTelemetry for HTTP servers
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/). It lasts until the answer has left, which for a stream
 * is when the stream ends. `route`: the pattern, since an address may hold what no trace should.
 */
export function traceRequestsAt(route: string, traces: Traces): MiddlewareHandler {
  return async (context, next) => {
    const { method } = context.req;
    const shown = knownMethods.has(method) ? method : 'HTTP';
    const span = traces.start(`${shown} ${route}`, {
      kind: 'server',
      parent: readTraceParent(context.req.header('traceparent')),
      attributes: { 'http.request.method': shown === 'HTTP' ? '_OTHER' : method, 'http.route': route },
    });
    const bindings: Partial<HttpBindings> | undefined = context.env;
    const outgoing = bindings?.outgoing;
    try {
      await span.run(next);
    } finally {
      const { status } = context.res;
      span.note({ 'http.response.status_code': status });
      if (status >= 500) span.failed(String(status));
      // A request that was made inside the process leaves by no connection.
      if (outgoing && !outgoing.destroyed) outgoing.once('close', () => span.end());
      else span.end();
    }
  };
}
