// What the admin API takes and answers about single calls: approvals, limits, hooks. Times are UTC milliseconds.

import { z } from 'zod';
import { approvalStates } from '../store/approvals.ts';
import { limitMeasures, limitSubjects } from '../store/call-limits.ts';
import { hookAction, hookBody } from '../store/hooks.ts';
import { listQuery, workspaceParams } from './contract.ts';

const time = z.int().describe('UTC milliseconds');
const id = z.string().min(1).max(100);
const name = z.string().trim().min(1).max(200);
const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
  .describe('Lower-case letters, digits and hyphens; never changes');

export const approval = z
  .strictObject({
    id,
    state: z.enum(approvalStates),
    personId: id,
    agentId: z.string(),
    connectionId: id,
    operation: z.string(),
    ruleId: id,
    policyVersion: z.string(),
    approver: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('person') }),
      z.strictObject({ kind: z.literal('group'), group: z.string() }),
    ]),
    callId: id.describe('Of the call that asked'),
    decidedBy: id.optional(),
    decidedAt: time.optional(),
    usedAt: time.optional(),
    createdAt: time,
    expiresAt: time.describe('Until when it can be answered; once it is approved: used'),
  })
  .meta({ id: 'Approval' });
export const approvalsQuery = listQuery.extend({ state: z.enum(approvalStates).optional() });
export const approvalParams = z.strictObject({ approval: id });
export const myApprovalsQuery = listQuery.extend({ workspace: id.describe('Slug or id').optional() });
export const inWorkspace = z.strictObject({ workspace: id.describe('Slug or id').optional() });
export const myApproval = approval
  .extend({
    personName: z.string(),
    mayDecide: z.boolean(),
    preview: z.string().optional().describe('What the call would do; words of Confluence may be in it'),
  })
  .meta({ id: 'MyApproval' });
export const approvalAnswer = z.strictObject({ approve: z.boolean() });

export const limit = z
  .strictObject({
    id,
    subjectKind: z.enum(limitSubjects),
    subject: z.string().describe('An id, or * for each of the kind that has no limit of its own'),
    measure: z.enum(limitMeasures),
    amount: z.int(),
    updatedAt: time,
  })
  .meta({ id: 'CallLimit' });
export const newLimit = z.strictObject({
  subjectKind: z.enum(limitSubjects),
  subject: z.string().min(1).max(2_000),
  measure: z.enum(limitMeasures),
  amount: z.int().min(0).max(1_000_000_000),
});
export const limitParams = workspaceParams.extend({ limit: id });
export const limitChange = z.strictObject({ amount: z.int().min(0).max(1_000_000_000) });

export const hook = z
  .strictObject({
    id,
    slug,
    name: z.string(),
    priority: z.int(),
    isEnabled: z.boolean(),
    body: hookBody,
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Hook' });
const priority = z.int().min(0).max(1_000_000).describe('Smaller comes first');
export const newHook = z.strictObject({
  slug,
  name,
  priority: priority.default(1_000),
  isEnabled: z.boolean().default(true),
  filter: hookBody.shape.filter,
  action: hookAction,
});
export const madeHook = hook
  .extend({ signingSecret: z.string().optional().describe('Of an endpoint; shown once') })
  .meta({ id: 'MadeHook' });
export const hookParams = workspaceParams.extend({ hook: id.describe('Slug or id') });
export const hookChange = z.strictObject({
  name: name.optional(),
  priority: priority.optional(),
  isEnabled: z.boolean().optional(),
  filter: hookBody.shape.filter.optional(),
  action: hookAction.optional(),
});
