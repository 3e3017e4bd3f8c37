import type { Member } from '../../auth/directory.ts';
import { everybody } from '../../governance/view-of.ts';
import type { StoredApproval } from '../../store/approvals.ts';

/**
 * Whether a member may answer a question: the person in whose name the call is, or members of the group that the rule
 * names, and of those not that person, so that two people have seen it.
 */
export function mayDecide(
  member: Pick<Member, 'workspaceId' | 'personId' | 'groups'>,
  approval: Pick<StoredApproval, 'workspaceId' | 'personId' | 'approver'>,
): boolean {
  if (member.workspaceId !== approval.workspaceId) return false;
  const { approver, personId } = approval;
  switch (approver.kind) {
    case 'person':
      return member.personId === personId;
    case 'group':
      return (
        member.personId !== personId &&
        (approver.group === everybody || member.groups.includes(approver.group))
      );
    default:
      return approver satisfies never;
  }
}
