import type { Operation } from '../operations/operation.ts';
import type { Verdict } from '../policy/question.ts';
import type { Connection } from './call.ts';
import { listVerdict, type Standpoint } from './policy-questions.ts';

/** Connections on which the caller has this tool, or the verdict that there is none. */
export function offered(
  standpoint: Standpoint,
  connections: readonly Connection[],
  operation: Operation,
): { readonly connections: readonly Connection[]; readonly refused?: Verdict } {
  const found: Connection[] = [];
  let refused: Verdict | undefined;
  for (const connection of connections) {
    if (!operation.platforms[connection.platform]) continue;
    const verdict = listVerdict(standpoint, connection.id, operation);
    if (verdict.outcome === 'deny') refused ??= verdict;
    else found.push(connection);
  }
  return { connections: found, ...(refused && { refused }) };
}
