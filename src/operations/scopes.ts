import type { Platform } from '../confluence/ports.ts';
import { apiOperation } from './api-operation-table.ts';
import type { Operation } from './operation.ts';

export interface RequiredScopes {
  /** `null`: classic scopes alone never suffice, since v2 accepts none (facts: confluence-api §12). */
  readonly classic: readonly string[] | null;
  readonly granular: readonly string[];
}

/**
 * Scopes an operation needs on a platform, sorted, derived from the API operations it declares. Data Center has no
 * scopes of this kind. Where one step has alternatives, the first of the vendor's document counts.
 */
export function requiredScopes(operation: Operation, platform: Platform): RequiredScopes {
  const entries = (operation.platforms[platform] ?? []).map(apiOperation);
  const accepted = entries.every(({ classic, granular }) => classic.length > 0 || granular.length === 0);
  return {
    classic: accepted ? union(entries.map(({ classic }) => classic[0] ?? [])) : null,
    granular: union(entries.map(({ granular, classic }) => granular[0] ?? classic[0] ?? [])),
  };
}

/**
 * Scopes to ask for, so that all these operations work on Cloud. `classic` takes the classic scope wherever one is
 * accepted and the granular one elsewhere, because the two are separate grants and v2 wants granular ones.
 */
export function scopesFor(operations: readonly Operation[], kind: 'classic' | 'granular'): readonly string[] {
  const entries = operations.flatMap(({ platforms, sometimes }) =>
    [...(platforms.cloud ?? []), ...(sometimes?.cloud ?? [])].map(apiOperation),
  );
  return union(
    entries.map(({ classic, granular }) => {
      const [first, second] = kind === 'classic' ? [classic, granular] : [granular, classic];
      return first[0] ?? second[0] ?? [];
    }),
  );
}

function union(lists: ReadonlyArray<readonly string[]>): readonly string[] {
  return [...new Set(lists.flat())].sort();
}
