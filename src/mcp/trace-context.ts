import type { ServerContext } from '@modelcontextprotocol/server';
import type { Caller } from '../gateway/call.ts';
import { readTraceParent, type TraceParent } from '../telemetry/traces/trace-parent.ts';

/**
 * Whose span a request belongs under, as its `_meta` says: there a client puts it whatever the transport
 * (https://modelcontextprotocol.io/community/seps/414-request-meta). Undefined where it says nothing.
 */
export function traceParentOf({ mcpReq }: ServerContext): TraceParent | undefined {
  return readTraceParent(mcpReq._meta?.['traceparent']);
}

/** The caller with the trace that the request itself names; else with that which its transport named. */
export function withTraceId(caller: Caller, exchange: ServerContext): Caller {
  const parent = traceParentOf(exchange);
  return parent ? { ...caller, traceId: parent.traceId } : caller;
}
