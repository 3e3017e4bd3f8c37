import type { Member } from '../../auth/directory.ts';
import { AppError } from '../../kernel/app-error.ts';
import {
  decideApproval,
  findApproval,
  findApprovalPreview,
  openApprovals,
  type StoredApproval,
} from '../../store/approvals.ts';
import type { ApprovalsParts } from './create-approvals.ts';
import { mayDecide } from './may-decide.ts';
import { openedText, previewColumn } from './sealed-preview.ts';

/** How long an approved call may wait to be repeated, in milliseconds. */
const useWithinMs = 15 * 60_000;
/** How long a call that was turned down is not asked about again, in milliseconds. */
const deniedForMs = 60 * 60_000;

/** A question as its approver, or the person in whose name the call is, sees it. */
export interface ShownApproval {
  readonly approval: StoredApproval;
  readonly personName: string;
  readonly mayDecide: boolean;
  /** Absent once nobody can answer it any more. */
  readonly preview?: string;
}

/** Where somebody answered: on our page, in their client, through the admin API. */
export type AnsweredIn = 'page' | 'client' | 'api';

/** For those who answer. */
export interface ApprovalDesk {
  /** Open questions that this member may answer, the oldest first, without previews. */
  waitingFor(member: Member): Promise<readonly ShownApproval[]>;
  /** Raises `not_found` for one that is not theirs to see. */
  show(member: Member, id: string): Promise<ShownApproval>;
  /** Raises `not_found` as `show` does, `denied` for somebody who may only see it, `conflict` where it is answered or over. */
  decide(member: Member, id: string, approve: boolean, answeredIn: AnsweredIn): Promise<StoredApproval>;
}

export function createApprovalDesk(
  parts: Pick<ApprovalsParts, 'store' | 'vault' | 'recorder' | 'directory' | 'ids'>,
): ApprovalDesk {
  const { store, vault, recorder, directory, ids } = parts;

  function shown(member: Member, approval: StoredApproval): ShownApproval {
    const { workspaceId, personId } = approval;
    const personName = directory.member(workspaceId, personId)?.name ?? personId;
    return { approval, personName, mayDecide: mayDecide(member, approval) };
  }

  async function found(member: Member, id: string): Promise<StoredApproval> {
    const approval = await findApproval(store.db, { workspaceId: member.workspaceId, id });
    if (approval && (approval.personId === member.personId || mayDecide(member, approval))) return approval;
    throw new AppError('not_found', 'There is no such approval, or it is not yours to see.', {
      nextStep: 'Open /approvals for those that wait for you.',
    });
  }

  return {
    async waitingFor(member) {
      const open = await openApprovals(store.db, member.workspaceId, await store.now());
      return open.filter((approval) => mayDecide(member, approval)).map((one) => shown(member, one));
    },

    async show(member, id) {
      const approval = await found(member, id);
      const { workspaceId } = approval;
      const sealed = await findApprovalPreview(store.db, { workspaceId, id });
      if (!sealed) return shown(member, approval);
      const preview = openedText(await vault.open(sealed, { column: previewColumn, workspaceId, id }));
      return { ...shown(member, approval), preview };
    },

    async decide(member, id, approve, answeredIn) {
      const approval = await found(member, id);
      if (!mayDecide(member, approval)) {
        throw new AppError('denied', 'Somebody else answers this one.', {
          nextStep: 'Ask a member of the approvers’ group.',
        });
      }
      const { workspaceId, personId, agentId, operationId, connectionId, callId, ruleId } = approval;
      const now = await store.now();
      const state = approve ? 'approved' : 'denied';
      const decided = await decideApproval(store.db, {
        workspaceId,
        id,
        state,
        now,
        decidedBy: member.personId,
        expiresAt: now + (approve ? useWithinMs : deniedForMs),
      });
      if (!decided) {
        throw new AppError('conflict', 'This question was answered before, or its time is over.', {
          nextStep: 'Let the agent ask again if the call is still wanted.',
        });
      }
      await recorder.commit({
        kind: 'governance',
        at: now,
        workspaceId,
        connectionId,
        outcome: 'ok',
        callId: ids('call'),
        approvalId: id,
        userId: member.personId,
        operation: `approval.${state}`,
        targets: [`call:${callId}`, `person:${personId}`, `agent:${agentId}`],
        details: [`operation ${operationId}`, `rule ${ruleId}`, `answered in ${answeredIn}`],
      });
      return (await findApproval(store.db, { workspaceId, id })) ?? approval;
    },
  };
}
