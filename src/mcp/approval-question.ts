import {
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Directory } from '../auth/directory.ts';
import type { ApprovalDesk } from '../gateway/approvals/decide-approvals.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Secret } from '../kernel/secret.ts';
import { callDigest, type ToolCall } from './connect-question.ts';
import type { ExchangeContext } from './features.ts';

/** Asks the person of a call for their own approval in their client (form elicitation of protocol 2026-07-28). */
export interface ApprovalQuestion {
  /** The question, where this client shows forms and the person may answer it; undefined where the link has to do. */
  ask(context: ExchangeContext, call: ToolCall, approvalId: string): Promise<InputRequiredResult | undefined>;
  /**
   * What a call that may come back from the question is to do: go on, or fail. Undefined where it does not come from one.
   * Raises a protocol error for a state of another call or person, or one that was used before.
   */
  resume(context: ExchangeContext, call: ToolCall): Promise<'go_on' | AppError | undefined>;
}

const answerKey = 'approval';
/** Of a preview inside a client; our page has all of it. Characters. */
const longestPreview = 3_000;

const stateShape = z.strictObject({
  approval: z.string(),
  call: z.string(),
  person: z.string(),
  agent: z.string(),
});
type State = z.output<typeof stateShape>;

const capabilities = z.object({
  elicitation: z.looseObject({ form: z.object({}).optional(), url: z.object({}).optional() }),
});

/**
 * `key`: at least 32 characters, the same in every process and no other question's. A state says whose call of which
 * approval it is; it is used up with the answer, since an approval is answered once.
 */
export function createApprovalQuestion({
  key,
  desk,
  directory,
  ttlMs,
}: {
  readonly key: Secret;
  readonly desk: ApprovalDesk;
  readonly directory: Pick<Directory, 'member'>;
  readonly ttlMs: number;
}): ApprovalQuestion {
  const codec = createRequestStateCodec<State>({ key: key.reveal(), ttlSeconds: Math.ceil(ttlMs / 1000) });

  return {
    async ask({ caller, exchange }, call, approvalId) {
      const member = directory.member(caller.workspaceId, caller.userId);
      if (!member || !showsForms(exchange)) return undefined;
      const { approval, mayDecide, preview = '' } = await desk.show(member, approvalId);
      if (!mayDecide || approval.state !== 'pending') return undefined;
      const { userId: person, agentId: agent } = caller;
      return inputRequired({
        inputRequests: {
          [answerKey]: inputRequired.elicit({
            message: `Approve this call of your agent?\n\n${shortened(preview)}`,
            requestedSchema: {
              type: 'object',
              properties: { approve: { type: 'boolean', title: 'Approve this one call', default: false } },
              required: ['approve'],
            },
          }),
        },
        requestState: await codec.mint({ approval: approvalId, call: callDigest(call), person, agent }),
      });
    },

    async resume({ caller, exchange }, call) {
      const sent = exchange.mcpReq.requestState<string>();
      if (sent === undefined) return undefined;
      const opened = await codec.verify(sent, exchange).catch(() => undefined);
      // Another question's, or forged: whoever asked it refuses it.
      if (opened === undefined) return undefined;
      const state = stateShape.safeParse(opened);
      const member = directory.member(caller.workspaceId, caller.userId);
      if (!member || !state.success || !isOf(state.data, caller, call)) throw refusedState();
      const answer = inputResponse(exchange.mcpReq.inputResponses, answerKey);
      if (answer.kind !== 'elicit' || answer.action === 'cancel') {
        return new AppError('denied', 'The person has not answered whether this call may run.', {
          nextStep: 'No answer means no. Ask them, and repeat the call if they want it.',
        });
      }
      const content = z.object({ approve: z.boolean() }).safeParse(answer.content);
      const approve = answer.action === 'accept' && content.success && content.data.approve;
      const { approval } = state.data;
      await desk.decide(member, approval, approve, 'client').catch((thrown: unknown) => {
        if (thrown instanceof AppError && thrown.code === 'conflict') throw refusedState();
        throw thrown;
      });
      if (approve) return 'go_on';
      return new AppError('denied', 'The approval of this call was turned down.', {
        nextStep: 'Do not repeat it; ask the person what they want instead.',
      });
    },
  };
}

function isOf(state: State, caller: ExchangeContext['caller'], call: ToolCall): boolean {
  return state.person === caller.userId && state.agent === caller.agentId && state.call === callDigest(call);
}

/** A client that says no more than that it asks people shows forms (MCP 2025-11-25, elicitation capabilities). */
function showsForms({ mcpReq }: ServerContext): boolean {
  // The published type of the envelope is empty (facts: mcp §2.3.4).
  const envelope = mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  const declared = capabilities.safeParse(envelope?.[CLIENT_CAPABILITIES_META_KEY]);
  if (!declared.success) return false;
  const { form, url } = declared.data.elicitation;
  return form !== undefined || url === undefined;
}

function shortened(text: string): string {
  return text.length <= longestPreview
    ? text
    : `${text.slice(0, longestPreview)}\n… (more on the page of Weir)`;
}

function refusedState(): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid or expired requestState');
}
