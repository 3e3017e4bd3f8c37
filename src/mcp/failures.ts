import { ProtocolError, ProtocolErrorCode, type CallToolResult } from '@modelcontextprotocol/server';
import { toAppError, type AppError } from '../kernel/app-error.ts';
import type { Log } from '../telemetry/log.ts';

/**
 * What a client may know of something thrown (facts: mcp §2.3.2: the SDK would send the message verbatim).
 * Protocol errors are ours and pass; everything else becomes an AppError, whose detail only the log sees.
 */
export function safeFailure(thrown: unknown, method: string, log: Log): AppError | ProtocolError {
  if (thrown instanceof ProtocolError) return thrown;
  const error = toAppError(thrown);
  if (error.code === 'internal') log.error('mcp.handler_failed', { method, detail: error.fields.detail });
  return error;
}

/** A failed tool call as its model reads it: code, what happened, what to do next (DESIGN §10). */
export function failedToolResult(error: AppError): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: describe(error) }] };
}

/** A failure of any other method: JSON-RPC has no result for it. Absent things are invalid parameters since 2026-07-28. */
export function toProtocolError(error: AppError): ProtocolError {
  const callersFault = error.status < 500;
  const code = callersFault ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(code, describe(error), { code: error.code });
}

function describe(error: AppError): string {
  const { nextStep } = error.fields;
  return [`${error.code}: ${error.message}`, nextStep && `Next: ${nextStep}`].filter(Boolean).join('\n');
}
