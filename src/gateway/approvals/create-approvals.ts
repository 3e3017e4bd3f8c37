import type { Recorder } from '../../audit/record.ts';
import type { Directory } from '../../auth/directory.ts';
import type { NewId } from '../../kernel/ids.ts';
import {
  approvalsOfCall,
  countOpenApprovals,
  findApproval,
  insertApproval,
  useApproval,
  type ApprovedCall,
  type StoredApproval,
} from '../../store/approvals.ts';
import type { Store } from '../../store/open-store.ts';
import type { Sealer } from '../../vault/vault.ts';
import type { ApprovalSubject, CallApprovals } from './approvals.ts';
import { mayDecide } from './may-decide.ts';
import { asksFor, tooManyWait, turnedDown, unusable } from './refusals.ts';
import { previewColumn, sealedText } from './sealed-preview.ts';

/** How long a question waits for its answer, in milliseconds. No answer means no. */
const questionMs = 60 * 60_000;
/** Questions of one agent for one person that may wait at the same time: a person who is flooded reads none. */
const mostOpen = 50;

export interface ApprovalsParts {
  readonly store: Store;
  readonly vault: Sealer;
  readonly recorder: Recorder;
  readonly directory: Pick<Directory, 'member' | 'members'>;
  readonly ids: NewId;
  /** Weir's own address without a slash at the end. */
  address(): string;
}

/** Approvals of single calls, kept in the database: any process may ask, and any other may use the answer. */
export function createApprovals(parts: ApprovalsParts): CallApprovals {
  const { store, vault, directory, ids } = parts;

  const addressOf = (id: string): string => `${parts.address()}/approvals/${id}`;

  async function ask(subject: ApprovalSubject, call: ApprovedCall, now: number): Promise<StoredApproval> {
    const { callId, policyVersion, approver } = subject;
    if ((await countOpenApprovals(store.db, { ...call, now })) >= mostOpen) throw tooManyWait(mostOpen);
    const id = ids('apr');
    const asked = {
      ...call,
      id,
      policyVersion,
      approver,
      callId,
      createdAt: now,
      expiresAt: now + questionMs,
    };
    const { workspaceId } = call;
    const sealed = await vault.seal(sealedText(subject.preview), { column: previewColumn, workspaceId, id });
    await insertApproval(store.db, asked, sealed);
    return { ...asked, state: 'pending' };
  }

  return {
    async forCall(subject) {
      const { caller, connectionId, operationId, digest, ruleId, policyVersion } = subject;
      const { workspaceId, userId, agentId } = caller;
      const call = {
        workspaceId,
        personId: userId,
        agentId,
        connectionId,
        operationId,
        ruleId,
        argumentDigest: digest,
      };
      const now = await store.now();
      const known = await approvalsOfCall(store.db, call);
      const standing = known.filter((one) => one.policyVersion === policyVersion && one.expiresAt > now);
      // Two calls that asked at the same time made two questions: the answer to either counts.
      const current = (['approved', 'denied', 'pending'] as const)
        .map((state) => standing.find((one) => one.state === state))
        .find((one) => one !== undefined);
      if (current?.state === 'denied')
        return { kind: 'not_given', approvalId: current.id, error: turnedDown() };
      if (current?.state === 'approved') {
        const { id, createdAt, decidedAt = now, decidedBy = '' } = current;
        // Who said so must still be somebody who may.
        const by = directory.member(workspaceId, decidedBy);
        return by && mayDecide(by, current)
          ? { kind: 'given', approval: { id, waitedMs: decidedAt - createdAt } }
          : { kind: 'not_given', approvalId: id, error: unusable('somebody_else') };
      }
      const waiting = current ?? (await ask(subject, call, now));
      const reachable = directory
        .members(workspaceId)
        .some((member) => member.accountId !== undefined && mayDecide(member, waiting));
      const error = asksFor(waiting, {
        before: known.find((one) => one !== current),
        policyVersion,
        now,
        ...(reachable && { url: addressOf(waiting.id) }),
      });
      return { kind: 'not_given', approvalId: waiting.id, error };
    },

    async use(workspaceId, { id }) {
      const now = await store.now();
      if (await useApproval(store.db, { workspaceId, id, now })) return;
      const found = await findApproval(store.db, { workspaceId, id });
      throw unusable(found?.state === 'used' ? 'used' : 'expired');
    },
  };
}
