import { operationId, type OperationContext } from '../../operations/operation.ts';
import type { Obligations, Verdict } from '../../policy/question.ts';
import type { CallJournal } from '../call-journal.ts';
import type { CallRequest } from '../call.ts';
import type { CallMasks } from '../masks-of-call.ts';
import type { PreparedCall } from '../prepare-call.ts';
import { approvalPreview } from './approval-preview.ts';
import type { CallApprovals, GivenApproval } from './approvals.ts';
import { settleApprovals } from './settle-approvals.ts';

/** What one call has been allowed by people. */
export interface ApprovalsOfCall {
  /** A judgement with every approval that it asks for. Raises `denied` where one is not given. */
  settle<Judgement>(
    first: Judgement,
    verdictOf: (judgement: Judgement) => Verdict,
    rejudge: () => Judgement | Promise<Judgement>,
  ): Promise<Judgement>;
  /** Uses up what was found since it was last called; answers whether there was any. Raises `denied` where one is gone. */
  use(): Promise<boolean>;
}

export function approvalsOfCall(
  parts: { readonly approvals?: CallApprovals; digestOf(value: unknown): string },
  call: {
    readonly request: CallRequest;
    readonly prepared: PreparedCall;
    readonly journal: CallJournal;
    readonly masks: CallMasks;
    readonly contextUnder: (obligations: Obligations) => OperationContext;
  },
): ApprovalsOfCall {
  const { approvals } = parts;
  const { request, prepared, journal, masks, contextUnder } = call;
  const { caller, operation } = request;
  const { asked, input, targets, connection } = prepared;
  const given: GivenApproval[] = [];
  let used = 0;

  return {
    settle: (first, verdictOf, rejudge) =>
      settleApprovals(first, {
        approvals,
        given,
        verdictOf,
        rejudge,
        approvedBy: asked.approvedBy,
        onAsked: (approvalId) => journal.note({ approvalId }),
        async subject({ obligations }) {
          const context = contextUnder(obligations);
          const shown = await approvalPreview(operation, { context, input, targets });
          return {
            caller,
            connectionId: connection.id,
            operationId: operationId(operation),
            // What it would do now is part of it: not every change names what it was made from.
            digest: parts.digestOf({ input, shown }),
            policyVersion: asked.standpoint.governance.view.version,
            callId: journal.callId,
            preview: masks.preview(shown, obligations.mask),
          };
        },
      }),
    async use() {
      const fresh = given.slice(used);
      used = given.length;
      for (const approval of fresh) {
        journal.note({ approvalId: approval.id, humanWaitMs: approval.waitedMs });
        await approvals?.use(caller.workspaceId, approval);
      }
      return fresh.length > 0;
    },
  };
}
