import type { Operation } from '../operation.ts';
import { dataCenterScopeOf } from './data-center-scopes.ts';
import { waysThrough } from './scope-alternatives.ts';
import { isOlderOn, type Adapter } from './cloud-adapter.ts';
import { cloudSteps, type ScopeSet } from './scope-steps.ts';
import type { Frequency } from './v1-instead.ts';

/** Alternatives, the smallest first; all scopes of one are needed. Empty: scopes of this kind alone never suffice. */
export interface RequiredScopes {
  readonly classic: readonly ScopeSet[];
  readonly granular: readonly ScopeSet[];
  /** Of whatever kind, mixed where one request takes a classic scope and another a granular one. */
  readonly any: readonly ScopeSet[];
}

/**
 * Scopes that an operation needs through an adapter, over all API operations that it uses there: all of them must be
 * allowed. v2 accepts granular scopes alone, so that `classic` is empty wherever it is used; Data Center has neither kind,
 * and `any` holds the scope of its application links.
 */
export function requiredScopes(
  operation: Operation,
  adapter: Adapter,
  frequency: Frequency = 'always',
): RequiredScopes {
  if (adapter === 'datacenter') {
    return { classic: [], granular: [], any: [[dataCenterScopeOf([operation])]] };
  }
  const steps = cloudSteps(operation, isOlderOn(adapter), frequency);
  if (steps === undefined) return { classic: [], granular: [], any: [] };
  return {
    classic: waysThrough(steps.map(({ classic }) => classic)),
    granular: waysThrough(steps.map(({ granular }) => granular)),
    any: waysThrough(steps.map(({ classic, granular }) => [...granular, ...classic])),
  };
}
