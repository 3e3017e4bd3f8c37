import { AppError } from '../../kernel/app-error.ts';
import type { Verdict } from '../../policy/question.ts';
import type { ApprovalSubject, CallApprovals, GivenApproval } from './approvals.ts';

type Asks = Extract<Verdict, { outcome: 'approval_required' }>;
type CommonSubject = Omit<ApprovalSubject, 'ruleId' | 'approver'>;

/** A call is asked about by a few rules at most; more would be a mistake in the rules. */
const mostRules = 5;

/**
 * A judgement with every approval that it asks for. Raises `denied` where one of them is not given; `onAsked` hears of it
 * before.
 */
export async function settleApprovals<Judgement>(
  first: Judgement,
  by: {
    readonly approvals: CallApprovals | undefined;
    /** Ids of the rules whose approval was found; part of the next question. */
    readonly approvedBy: Set<string>;
    /** Those approvals. */
    readonly given: GivenApproval[];
    readonly verdictOf: (judgement: Judgement) => Verdict;
    readonly rejudge: () => Judgement | Promise<Judgement>;
    readonly subject: (verdict: Asks) => Promise<CommonSubject>;
    readonly onAsked: (approvalId: string) => void;
  },
): Promise<Judgement> {
  const { approvals, approvedBy, given } = by;
  let judgement = first;
  let common: CommonSubject | undefined;
  for (let asked = 0; asked < mostRules; asked += 1) {
    const verdict = by.verdictOf(judgement);
    if (verdict.outcome !== 'approval_required') return judgement;
    const { ruleId, approver } = verdict;
    // A rule that is approved and asks again would ask for ever.
    if (!approvals || approvedBy.has(ruleId)) throw nobodyToAsk();
    common ??= await by.subject(verdict);
    const answer = await approvals.forCall({ ...common, ruleId, approver });
    if (answer.kind === 'not_given') {
      if (answer.approvalId !== undefined) by.onAsked(answer.approvalId);
      throw answer.error;
    }
    approvedBy.add(ruleId);
    given.push(answer.approval);
    judgement = await by.rejudge();
  }
  throw nobodyToAsk();
}

function nobodyToAsk(): AppError {
  return new AppError('denied', 'This call needs an approval, and nobody can be asked for it here.', {
    nextStep: 'Ask an administrator.',
  });
}
