import type { Governance } from '../compile-governance.ts';
import type { TargetFacts } from '../facts.ts';
import { judge } from '../judge.ts';
import type { GovernedQuestion } from '../question.ts';

export interface VisibleRows<Row> {
  readonly rows: readonly Row[];
  /** Whether any was dropped: then no total may be told. */
  readonly dropped: boolean;
  /** Detectors that the rows which stay ask for. */
  readonly mask: ReadonlySet<string>;
}

/**
 * The rows of a list that this caller may see, each judged as if it were the whole answer. Where anything about spaces,
 * pages or labels matters, a row of which that is not known is dropped.
 */
export function visibleRows<Row>(
  governance: Governance,
  question: Omit<GovernedQuestion, 'phase'> & { readonly args: Readonly<Record<string, unknown>> },
  rows: readonly Row[],
  factsOf: (row: Row) => TargetFacts,
): VisibleRows<Row> {
  const { args, ...asked } = question;
  const mask = new Set<string>();
  const visible = rows.filter((row) => {
    const verdict = judge(governance, {
      ...asked,
      phase: { kind: 'result', args, targets: [factsOf(row)] },
    });
    if (verdict.outcome !== 'allow') return false;
    for (const detector of verdict.obligations.mask) mask.add(detector);
    return true;
  });
  return { rows: visible, dropped: visible.length < rows.length, mask };
}
