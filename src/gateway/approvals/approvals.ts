import type { AppError } from '../../kernel/app-error.ts';
import type { Approver } from '../../policy/rules/rule.ts';
import type { Caller } from '../call.ts';

/** One call for which a rule wants an approval. Everything here has to be the same when it is used. */
export interface ApprovalSubject {
  readonly caller: Pick<Caller, 'workspaceId' | 'userId' | 'agentId' | 'clientName'>;
  readonly connectionId: string;
  readonly operationId: string;
  /** Keyed, of the arguments and of what they would do now: an approved change of a page that changed is another one. */
  readonly digest: string;
  readonly policyVersion: string;
  readonly ruleId: string;
  readonly approver: Approver;
  readonly callId: string;
  /** What the approver sees: plain text, masked as for the caller. */
  readonly preview: string;
}

/** An approval that a call may use, once. */
export interface GivenApproval {
  readonly id: string;
  /** Milliseconds between the question and its answer. */
  readonly waitedMs: number;
}

export type ApprovalAnswer =
  | { readonly kind: 'given'; readonly approval: GivenApproval }
  /** Asked for now or before, turned down, or nobody can be asked: what the caller is told. */
  | { readonly kind: 'not_given'; readonly approvalId?: string; readonly error: AppError };

/** For the pipeline. */
export interface CallApprovals {
  /** Finds the approval of this very call, or asks for it. */
  forCall(subject: ApprovalSubject): Promise<ApprovalAnswer>;
  /** Uses it up. Raises `denied` where another call was faster or its time is over. */
  use(workspaceId: string, approval: GivenApproval): Promise<void>;
}
