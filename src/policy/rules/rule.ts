import type { Classification, SpaceRef } from '../view.ts';

/** Which calls a rule is about. A part that is absent does not matter; an empty list matches nothing. All given parts must match. */
export interface RuleTarget {
  /** `pages.get`, `pages.*`, `api:cloud-v2/*`. */
  readonly tools?: readonly string[];
  readonly actions?: readonly Classification['action'][];
  readonly risks?: readonly Classification['risk'][];
  readonly connections?: readonly string[];
  readonly groups?: readonly string[];
  readonly people?: readonly string[];
  readonly agents?: readonly string[];
  readonly agentKinds?: readonly string[];
  /** Spaces that the call names or its answer shows. */
  readonly spaces?: readonly SpaceRef[];
}

/** Who is asked before a call runs: the person in whose name it is, or members of a group. */
export type Approver = { readonly kind: 'person' } | { readonly kind: 'group'; readonly group: string };

export type RuleOutcome =
  /** Lifts `step_up` and `approval_required` of rules that come later. It never lifts a `deny` or a `mask`, and grants nothing. */
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny' }
  /** The person must have signed in within this many milliseconds. */
  | { readonly kind: 'step_up'; readonly withinMs: number }
  | { readonly kind: 'approval_required'; readonly by: Approver }
  /** Names of detectors whose finds are masked in what leaves. */
  | { readonly kind: 'mask'; readonly detectors: readonly string[] };

export interface Rule {
  readonly id: string;
  readonly name: string;
  /** Smaller comes first; equal ones by id. */
  readonly priority: number;
  readonly target: RuleTarget;
  /** CEL; absent means always. */
  readonly condition?: string;
  readonly outcome: RuleOutcome;
}

/** The order in which rules are read: the same on every replica. */
export function inRuleOrder(rules: readonly Rule[]): readonly Rule[] {
  return rules.toSorted((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1));
}
