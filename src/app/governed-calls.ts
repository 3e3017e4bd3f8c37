import type { Transport } from '../confluence/http/transport.ts';
import type { Directory } from '../auth/directory.ts';
import { createApprovals } from '../gateway/approvals/create-approvals.ts';
import { createApprovalDesk, type ApprovalDesk } from '../gateway/approvals/decide-approvals.ts';
import { startErasingPreviews } from '../gateway/approvals/erase-previews.ts';
import { openCallRules, type CallRules } from '../gateway/call-rules.ts';
import { createHooks } from '../gateway/hooks/create-hooks.ts';
import { createCallLimits } from '../gateway/limits/create-call-limits.ts';
import type { GatewayParts } from '../gateway/pipeline.ts';
import { createApprovalQuestion, type ApprovalQuestion } from '../mcp/approval-question.ts';
import { sharedSecret } from '../vault/shared-secret.ts';
import type { Foundation } from './foundation.ts';

/** How long a question in a client may be answered, in milliseconds: as long as the approval itself is open. */
const questionMs = 60 * 60_000;

/** What holds for single calls beside the policy: approvals, limits, hooks. */
export interface GovernedCalls {
  readonly ofPipeline: Required<Pick<GatewayParts, 'approvals' | 'limits' | 'hooks'>>;
  readonly desk: ApprovalDesk;
  readonly question: () => ApprovalQuestion;
  readonly rules: CallRules;
  close(): Promise<void>;
}

export async function openGovernedCalls(
  parts: Foundation & {
    readonly directory: Directory;
    /** For hosts that are not Confluence. */
    readonly plainTransport: Transport;
    address(): string;
  },
): Promise<GovernedCalls> {
  const { directory, plainTransport } = parts;
  const rules = await openCallRules(parts);
  const desk = createApprovalDesk(parts);
  const erasing = startErasingPreviews(parts);
  const key = await sharedSecret(parts, 'mcp.approval-state');
  return {
    ofPipeline: {
      approvals: createApprovals(parts),
      limits: createCallLimits({ ...parts, limitsOf: rules.limitsOf }),
      hooks: createHooks({ ...parts, hooksOf: rules.hooksOf, transport: plainTransport }),
    },
    desk,
    question: () => createApprovalQuestion({ key, desk, directory, ttlMs: questionMs }),
    rules,
    async close() {
      rules.close();
      await erasing.close();
    },
  };
}
