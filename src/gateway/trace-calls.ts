import type { AuditEntry, Recorder } from '../audit/record.ts';
import { operationId } from '../operations/operation.ts';
import type { Span, SpanAttributes, Traces } from '../telemetry/traces/traces.ts';
import type { Caller, CallResult, Gateway } from './call.ts';

/**
 * A span for each tool call, refused ones included, by the conventions of OpenTelemetry for MCP
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/). The record of the call has the id of its trace.
 * `isTool`: other names are a client's own words, and stay out.
 */
export function traceCalls(gateway: Gateway, traces: Traces, isTool: (name: string) => boolean): Gateway {
  const start = (caller: Caller, tool: string | undefined, more: SpanAttributes): Span =>
    traces.start(tool === undefined ? 'tools/call' : `tools/call ${tool}`, {
      kind: 'server',
      attributes: {
        'mcp.method.name': 'tools/call',
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': tool,
        'network.transport': caller.transport === 'http' ? 'tcp' : 'pipe',
        'weir.workspace': caller.workspaceId,
        ...more,
      },
    });

  return {
    ...gateway,
    async call(request) {
      const { operation, caller } = request;
      const span = start(caller, operation.name, {
        'weir.operation': operationId(operation),
        'weir.effect': operation.effect,
      });
      try {
        const result = await span.run(() => gateway.call({ ...request, caller: inTrace(caller, span) }));
        noteResult(span, result);
        return result;
      } finally {
        span.end();
      }
    },
    refuse(caller, toolName, ...rest) {
      const span = start(caller, isTool(toolName) ? toolName : undefined, {});
      try {
        const result = span.run(() => gateway.refuse(inTrace(caller, span), toolName, ...rest));
        noteResult(span, result);
        return result;
      } finally {
        span.end();
      }
    },
  };
}

/** A recorder from which the span of a call learns how it was decided. */
export function traceRecord(recorder: Recorder, traces: Traces): Recorder {
  const note = ({ decision, connectionId }: AuditEntry): void =>
    traces.current()?.note({ 'weir.decision': decision, 'weir.connection': connectionId });
  return {
    commit(entry) {
      note(entry);
      return recorder.commit(entry);
    },
    enqueue(entry) {
      note(entry);
      recorder.enqueue(entry);
    },
    flush: () => recorder.flush(),
  };
}

function inTrace(caller: Caller, { traceId }: Span): Caller {
  return traceId === undefined ? caller : { ...caller, traceId };
}

function noteResult(span: Span, result: CallResult): void {
  const outcome = result.ok ? 'ok' : result.error.code;
  span.note({ 'weir.call_id': result.callId, 'weir.outcome': outcome });
  if (!result.ok) span.failed(outcome);
}
