import { operationId, type Operation } from '../operation.ts';
import { liveness, type GrantedScopes, type Liveness } from './liveness.ts';

/** What is missing of a grant, seen from both sides. Identities of operations are `group.action`. */
export interface MissingScopes {
  /** Operations that do not work at all, in the order given. */
  readonly byOperation: ReadonlyArray<{ readonly operation: string } & Extract<Liveness, { live: false }>>;
  /** What adding a scope helps, sorted by scope; for each operation the best way is counted. */
  readonly byScope: ReadonlyArray<{
    readonly scope: string;
    /** Operations that do not work without it. */
    readonly disables: readonly string[];
    /** Operations that work, except for some calls. */
    readonly limits: readonly string[];
  }>;
}

/** Which of these operations a grant does not allow, and which scopes they are missing. */
export function missingScopes(operations: readonly Operation[], granted: GrantedScopes): MissingScopes {
  const found = operations.map((operation) => ({
    operation: operationId(operation),
    ...liveness(operation, granted),
  }));
  const wanted = new Map<string, { disables: string[]; limits: string[] }>();
  for (const each of found) {
    const [best = []] = each.live ? (each.partlyMissing ?? []) : each.missing;
    for (const scope of best) {
      const entry = wanted.get(scope) ?? { disables: [], limits: [] };
      (each.live ? entry.limits : entry.disables).push(each.operation);
      wanted.set(scope, entry);
    }
  }
  return {
    byOperation: found.filter((each) => !each.live),
    byScope: [...wanted]
      .map(([scope, rest]) => ({ scope, ...rest }))
      .toSorted((a, b) => (a.scope < b.scope ? -1 : 1)),
  };
}
