import type { Refusal, TokenScope, Verdict } from './question.ts';

/** What a caller may learn of a verdict. Who or what decided is not in it. */
export type CallerView =
  | { readonly outcome: 'allow' }
  | { readonly outcome: 'deny'; readonly refusal: Refusal }
  | { readonly outcome: 'step_up'; readonly scope?: TokenScope; readonly signInWithinMs?: number }
  | { readonly outcome: 'approval_required' };

/** A tool that is hidden and one that does not exist give the same view, and so do pages. A `need` that stays is a refusal. */
export function callerView(verdict: Verdict): CallerView {
  switch (verdict.outcome) {
    case 'allow':
      return { outcome: 'allow' };
    case 'deny':
      return { outcome: 'deny', refusal: verdict.refusal };
    case 'need':
      return { outcome: 'deny', refusal: 'target' };
    case 'step_up':
      return 'scope' in verdict.wants
        ? { outcome: 'step_up', scope: verdict.wants.scope }
        : { outcome: 'step_up', signInWithinMs: verdict.wants.signInWithinMs };
    case 'approval_required':
      return { outcome: 'approval_required' };
    default:
      return verdict satisfies never;
  }
}
