import type { AuditEntry } from '../audit/record.ts';
import { operationId } from '../operations/operation.ts';
import type { CallRequest, Caller } from './call.ts';

/** Who called, as the record keeps it. */
export function callerColumns(
  caller: Caller,
): Pick<
  AuditEntry,
  | 'workspaceId'
  | 'userId'
  | 'agentId'
  | 'transport'
  | 'clientName'
  | 'clientVersion'
  | 'contextId'
  | 'traceId'
> {
  return {
    workspaceId: caller.workspaceId,
    userId: caller.userId,
    agentId: caller.agentId,
    transport: caller.transport,
    ...(caller.clientName !== undefined && { clientName: caller.clientName }),
    ...(caller.clientVersion !== undefined && { clientVersion: caller.clientVersion }),
    ...(caller.contextId !== undefined && { contextId: caller.contextId }),
    ...(caller.traceId !== undefined && { traceId: caller.traceId }),
  };
}

/** What is known of a call before anything of it is judged. */
export function entryOf({ caller, operation }: CallRequest, callId: string, at: number): AuditEntry {
  return {
    ...callerColumns(caller),
    kind: 'outcome',
    at,
    callId,
    operation: operationId(operation),
    effect: operation.effect,
  };
}
