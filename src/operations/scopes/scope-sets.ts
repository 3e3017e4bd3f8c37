import type { Platform } from '../../confluence/ports.ts';
import { operationId, type Operation } from '../operation.ts';
import { dataCenterScopeOf } from './data-center-scopes.ts';
import { union } from './scope-alternatives.ts';
import { isOlderOn } from './cloud-adapter.ts';
import { cloudSteps, type ScopeSet, type ScopeStep } from './scope-steps.ts';
import type { Frequency } from './v1-instead.ts';

/**
 * A way to choose scopes. `classic` takes the classic scope for what goes to v1 and the granular one for what goes to v2,
 * which has no other; `granular` takes granular ones throughout; `full` is all that the operations use, `read-only` what
 * those that read use, `minimal` what they cannot do without; `custom` is a list that somebody made.
 */
export type ScopeChoice = 'classic' | 'granular' | 'full' | 'read-only' | 'minimal' | 'custom';

export interface ScopeSetOptions {
  /** Cloud unless given. */
  readonly platform?: Platform;
  /** Which kind `full`, `read-only` and `minimal` take where a request accepts both; granular unless given. */
  readonly kind?: 'classic' | 'granular';
  /** Whether tokens are refreshed, which on Cloud takes a scope of its own; yes unless given. */
  readonly refreshed?: boolean;
  /** The list of `custom`. */
  readonly custom?: readonly string[];
}

/** A scope with the identities of the operations that want it: all calls of them, or some. */
export interface ScopePurpose {
  readonly scope: string;
  readonly operations: readonly string[];
  readonly sometimes: readonly string[];
}

export type ScopeList =
  | { readonly ok: true; readonly scopes: readonly string[]; readonly purposes: readonly ScopePurpose[] }
  | {
      readonly ok: false;
      readonly reason: 'too_many';
      readonly count: number;
      readonly limit: number;
      readonly scopes: readonly string[];
    };

/** With more, the consent address can be refused as too long (facts: confluence-api §12). */
const mostScopes = 49;

export const offlineAccess = 'offline_access';

/** The exact list of scopes to ask for, sorted, so that these operations work, and what each is for. */
export function scopeSets(
  operations: readonly Operation[],
  choice: ScopeChoice,
  options: ScopeSetOptions = {},
): ScopeList {
  const { platform = 'cloud', refreshed = true } = options;
  const chosen = choice === 'read-only' ? operations.filter(({ effect }) => effect === 'read') : operations;
  if (platform === 'datacenter') return onDataCenter(chosen, choice, options.custom);
  const kind = choice === 'classic' || choice === 'granular' ? choice : (options.kind ?? 'granular');
  const wanted = chosen.map((operation) => ({
    operation: operationId(operation),
    always: scopesOf(operation, kind, 'always'),
    sometimes: choice === 'minimal' ? [] : scopesOf(operation, kind, 'sometimes'),
  }));
  const own =
    choice === 'custom'
      ? (options.custom ?? [])
      : wanted.flatMap(({ always, sometimes }) => [...always, ...sometimes]);
  const scopes = union([own, refreshed ? [offlineAccess] : []]);
  if (scopes.length > mostScopes) {
    return { ok: false, reason: 'too_many', count: scopes.length, limit: mostScopes, scopes };
  }
  const purposes = scopes.map((scope) => {
    const always = wanted.filter((each) => each.always.includes(scope));
    const sometimes = wanted.filter((each) => each.sometimes.includes(scope) && !always.includes(each));
    return {
      scope,
      operations: always.map(({ operation }) => operation),
      sometimes: sometimes.map(({ operation }) => operation),
    };
  });
  return { ok: true, scopes, purposes };
}

function onDataCenter(
  operations: readonly Operation[],
  choice: ScopeChoice,
  custom: readonly string[] = [],
): ScopeList {
  const scopes = choice === 'custom' ? union([custom]) : [dataCenterScopeOf(operations)];
  const purposes = scopes.map((scope) => ({
    scope,
    operations: operations
      .filter((operation) => operation.platforms.datacenter && dataCenterScopeOf([operation]) === scope)
      .map(operationId),
    sometimes: [],
  }));
  return { ok: true, scopes, purposes };
}

function scopesOf(operation: Operation, kind: 'classic' | 'granular', frequency: Frequency): ScopeSet {
  return union(
    (cloudSteps(operation, isOlderOn('cloud-v2'), frequency) ?? []).map((step) => firstOf(step, kind)),
  );
}

/** Where a step has alternatives, the first of the vendor's document. */
function firstOf({ classic, granular }: ScopeStep, kind: 'classic' | 'granular'): ScopeSet {
  const [first, second] = kind === 'classic' ? [classic, granular] : [granular, classic];
  return first[0] ?? second[0] ?? [];
}
