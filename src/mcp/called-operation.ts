import type { Caller, Gateway } from '../gateway/call.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Operation } from '../operations/operation.ts';
import type { Surfaces } from './gateway-tools.ts';
import { resolveCall } from './resolve-call.ts';

/**
 * The operation that a tool call means, among those this caller sees; undefined for a call that means none, which is the
 * call's own to refuse.
 */
export function calledOperation(
  gateway: Pick<Gateway, 'visible' | 'addressSettings'>,
  surfaces: Surfaces,
  knownGroups: readonly string[],
): (caller: Caller, query: URLSearchParams, toolName: string, args: unknown) => Operation | undefined {
  return (caller, query, toolName, args) => {
    try {
      const called = { caller, query, name: toolName, args };
      const { resolved } = resolveCall(called, gateway, surfaces, knownGroups);
      return resolved instanceof AppError || resolved === 'unknown tool' ? undefined : resolved.operation;
    } catch (thrown) {
      // An address that says something unknown: the call fails with these words.
      if (thrown instanceof AppError) return undefined;
      throw thrown;
    }
  };
}
