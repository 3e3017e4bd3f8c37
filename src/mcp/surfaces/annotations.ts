import type { ToolAnnotations } from '@modelcontextprotocol/server';
import type { Operation } from '../../operations/operation.ts';

/** Hints for a client, from what the operations do; the worst of several counts. Never enforcement: that is policy's. */
export function annotations(
  title: string,
  operations: ReadonlyArray<Pick<Operation, 'effect' | 'additive'>>,
): ToolAnnotations {
  const hints = operations.map(hintsOf);
  return {
    title,
    readOnlyHint: hints.every(({ readOnly }) => readOnly),
    destructiveHint: hints.some(({ destructive }) => destructive),
    idempotentHint: hints.every(({ idempotent }) => idempotent),
    openWorldHint: true,
  };
}

interface Hints {
  readonly readOnly: boolean;
  readonly destructive: boolean;
  readonly idempotent: boolean;
}

function hintsOf({ effect, additive }: Pick<Operation, 'effect' | 'additive'>): Hints {
  if (additive) return { readOnly: false, destructive: false, idempotent: false };
  switch (effect) {
    case 'read':
      return { readOnly: true, destructive: false, idempotent: true };
    case 'create':
      return { readOnly: false, destructive: false, idempotent: false };
    case 'update':
    case 'delete':
      return { readOnly: false, destructive: true, idempotent: true };
    case 'admin':
      return { readOnly: false, destructive: true, idempotent: false };
    default:
      return effect satisfies never;
  }
}
