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
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { linkIdIn } from '../auth/connect/connect-links.ts';
import type { ConnectWaiting } from '../auth/connect/connect-waiting.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Secret } from '../kernel/secret.ts';
import type { ExchangeContext } from './features.ts';

/** A tool call as the client sent it. */
export interface ToolCall {
  readonly name: string;
  readonly args: unknown;
}

/**
 * Asks the person of a call to connect (URL elicitation of protocol 2026-07-28, a multi round-trip request), and lets the
 * call go on when its client comes back.
 */
export interface ConnectQuestion {
  /** The question, where this client can show a link; undefined where text has to do. `connectUrl`: of the call's error. */
  ask(context: ExchangeContext, call: ToolCall, connectUrl: string): Promise<InputRequiredResult | undefined>;
  /**
   * What a call that may come back from the question is to do: go on, wait once more, or fail with `upstream_auth`. Raises
   * a protocol error for a state that is forged, another call's, used before or over.
   */
  resume(context: ExchangeContext, call: ToolCall): Promise<'go_on' | InputRequiredResult | AppError>;
}

/** Clients give up after ten rounds; the last word is ours. */
const maxRounds = 9;
const answerKey = 'connect';

const stateShape = z.strictObject({
  link: z.string(),
  url: z.string(),
  round: z.int(),
  /** Of the call, so that the state of one call is no state of another. */
  call: z.string(),
});
type State = z.output<typeof stateShape>;

const capabilities = z.object({ elicitation: z.object({ url: z.object({}) }) });

/**
 * `key`: at least 32 characters, the same in every process. A state is signed and ends with its invitation; it holds no
 * secret, and the invitation says whose it is (facts: mcp §2.3.5).
 */
export function createConnectQuestion({
  key,
  waiting,
  ttlMs,
}: {
  readonly key: Secret;
  readonly waiting: ConnectWaiting;
  readonly ttlMs: number;
}): ConnectQuestion {
  const codec = createRequestStateCodec<State>({ key: key.reveal(), ttlSeconds: Math.ceil(ttlMs / 1000) });

  async function stateOf({ caller, exchange }: ExchangeContext, call: ToolCall): Promise<State | undefined> {
    const sent = exchange.mcpReq.requestState<string>();
    if (sent === undefined) return undefined;
    const opened = await codec.verify(sent, exchange).catch(() => undefined);
    const state = stateShape.safeParse(opened);
    if (!state.success || state.data.call !== callDigest(call)) throw refusedState();
    const { link: linkId, round } = state.data;
    if (!(await waiting.takeRound(caller, { linkId, round }))) throw refusedState();
    return state.data;
  }

  return {
    async ask({ exchange }, call, connectUrl) {
      const link = linkIdIn(connectUrl);
      if (link === undefined || !showsLinks(exchange)) return undefined;
      const state: State = { link, url: connectUrl, round: 0, call: callDigest(call) };
      const message = 'Confluence is not connected for you yet. Connect your own account to go on.';
      return inputRequired({
        inputRequests: { [answerKey]: inputRequired.elicitUrl({ message, url: connectUrl }) },
        requestState: await codec.mint(state),
      });
    },

    async resume(context, call) {
      const state = await stateOf(context, call);
      if (!state) return 'go_on';
      const answer = inputResponse(context.exchange.mcpReq.inputResponses, answerKey);
      if (answer.kind === 'elicit' && answer.action !== 'accept') {
        // They may have connected another way meanwhile.
        const isConnected = await waiting.isConnected(context.caller, state.link);
        return isConnected ? 'go_on' : notConnected('the person turned it down', state.url);
      }
      const progress = await waiting.waitForConnected(context.caller, state.link, context.signal);
      if (progress === 'connected') return 'go_on';
      if (progress === 'over' || state.round >= maxRounds)
        return notConnected('the person has not finished', state.url);
      // Without a question the client comes back by itself, and this request ends before anything between gives it up.
      return inputRequired({ requestState: await codec.mint({ ...state, round: state.round + 1 }) });
    },
  };
}

/** Whether the client of this request opens links; 2025 clients over HTTP cannot be asked at all. */
function showsLinks({ mcpReq }: ServerContext): boolean {
  // The published type of the envelope is empty (facts: mcp §2.3.4).
  const envelope = mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  return capabilities.safeParse(envelope?.[CLIENT_CAPABILITIES_META_KEY]).success;
}

/** Of a call, so that what is carried for one call is of no use to another. */
export function callDigest({ name, args }: ToolCall): string {
  return createHash('sha256')
    .update(JSON.stringify([name, args]))
    .digest('base64url')
    .slice(0, 22);
}

function notConnected(why: string, connectUrl: string): AppError {
  return new AppError('upstream_auth', `Confluence is not connected for this user: ${why}.`, { connectUrl });
}

/** The words of the SDK for a state that it refuses itself. */
function refusedState(): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid or expired requestState');
}
