import type { ShownApproval } from '../gateway/approvals/decide-approvals.ts';
import { AppError } from '../kernel/app-error.ts';
import { pageOfApprovals, type StoredApproval } from '../store/approvals.ts';
import {
  approval,
  approvalAnswer,
  approvalParams,
  approvalsQuery,
  inWorkspace,
  myApproval,
  myApprovalsQuery,
} from './calls-contract.ts';
import { listOf, workspaceParams } from './contract.ts';
import { cut } from './cut.ts';
import { endpoint, workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { memberIn } from './member-in.ts';
import type { AdminApiParts } from './parts.ts';
import type { Visitor } from './visitor.ts';

/** Approvals of calls: those that one answers, and for whoever reads the record all of them. */
export function approvalEndpoints({ store, directory, calls }: AdminApiParts): readonly Endpoint[] {
  return [
    workspaceEndpoint({
      method: 'get',
      path: '/approvals',
      summary: 'Approvals of calls, the newest first, without what they show',
      need: 'record',
      params: workspaceParams,
      query: approvalsQuery,
      answer: listOf(approval),
      async handle({ workspace, query }) {
        const { items, ...rest } = await pageOfApprovals(store.db, workspace.id, query);
        return { body: { items: items.map(shown), ...rest } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/me/approvals',
      summary: 'Approvals that wait for your answer, the oldest first',
      need: 'anyone',
      query: myApprovalsQuery,
      answer: listOf(myApproval),
      async handle({ visitor, query }) {
        const waiting = await calls.desk.waitingFor(memberIn(directory, visitor, query.workspace));
        return { body: cut(waiting.map(shownToMe), query, ({ id }) => id) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/me/approvals/{approval}',
      summary: 'An approval with what its call would do',
      need: 'anyone',
      params: approvalParams,
      query: inWorkspace,
      answer: myApproval,
      async handle({ visitor, params, query }) {
        requireBrowser(visitor);
        const member = memberIn(directory, visitor, query.workspace);
        return { body: shownToMe(await calls.desk.show(member, params.approval)) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/me/approvals/{approval}/answer',
      summary: 'Approve a call, once, or turn it down; from a browser alone',
      need: 'anyone',
      params: approvalParams,
      query: inWorkspace,
      body: approvalAnswer,
      answer: approval,
      async handle({ visitor, params, query, body }) {
        requireBrowser(visitor);
        const member = memberIn(directory, visitor, query.workspace);
        return { body: shown(await calls.desk.decide(member, params.approval, body.approve, 'api')) };
      },
    }),
  ];
}

/** A key or a token is in the hands of an agent, and no agent answers for its own calls. */
function requireBrowser({ agentId }: Visitor): void {
  if (agentId === undefined) return;
  throw new AppError('denied', 'Approvals are answered by people in a browser, not with a key or a token.', {
    nextStep: 'Open /approvals.',
  });
}

function shown({ workspaceId: _workspaceId, argumentDigest: _digest, ...rest }: StoredApproval) {
  const { operationId: operation, ...more } = rest;
  return { ...more, operation };
}

function shownToMe({ approval: stored, personName, mayDecide, preview }: ShownApproval) {
  return { ...shown(stored), personName, mayDecide, ...(preview !== undefined && { preview }) };
}
