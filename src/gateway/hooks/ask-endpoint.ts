import { z } from 'zod';
import { signature } from '../../audit/streams/delivery.ts';
import type { Transport } from '../../confluence/http/transport.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { HookedCall } from './hooks.ts';

/** What an endpoint said, or did not. */
export type EndpointAnswer =
  | { readonly decision: 'allow' }
  /** `reason`: of the endpoint, not ours. */
  | { readonly decision: 'deny'; readonly reason?: string }
  /** What is no answer denies; for the log and the record. */
  | { readonly decision: 'failed'; readonly why: string };

export interface HookEndpoint {
  readonly url: string;
  readonly timeoutMs: number;
  readonly secret: Secret;
}

/** The endpoint repeats the id, so that nothing between can answer in its place with what it once said. */
const answerShape = z.strictObject({
  id: z.string(),
  decision: z.enum(['allow', 'deny']),
  reason: z.string().max(500).optional(),
});

const longestAnswer = 64 * 1024;
/** Characters of a request; a call with more to say is denied rather than cut. */
const longestRequest = 6_000_000;

/**
 * Asks an endpoint once, signed as the record is that is sent on (`weir-signature`). Never raises; what fails, hangs, lies or leads elsewhere is `failed`.
 */
export async function askEndpoint(
  { transport, clock }: { readonly transport: Pick<Transport, 'send'>; readonly clock: Clock },
  { url, timeoutMs, secret }: HookEndpoint,
  asked: {
    readonly id: string;
    readonly when: 'before' | 'after';
    readonly call: HookedCall;
    readonly output?: unknown;
  },
  signal: AbortSignal,
): Promise<EndpointAnswer> {
  const body = JSON.stringify(requestOf(asked), withoutTickets);
  if (body.length > longestRequest) return { decision: 'failed', why: 'too large' };
  const address = new URL(url);
  try {
    const { status, body: answer } = await transport.send(
      {
        origin: address.origin,
        path: `${address.pathname}${address.search}`,
        method: 'POST',
        headers: { 'weir-signature': signature(secret, body, clock.now()) },
        body,
        effect: 'write',
        person: asked.id,
      },
      AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    );
    if (status !== 200) return { decision: 'failed', why: `answered ${status}` };
    if (answer.byteLength > longestAnswer) return { decision: 'failed', why: 'answered too much' };
    return read(answer.toString('utf8'), asked.id);
  } catch {
    return {
      decision: 'failed',
      why: signal.aborted ? 'the call was given up' : 'could not be asked in time',
    };
  }
}

function read(text: string, id: string): EndpointAnswer {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { decision: 'failed', why: 'answered no JSON' };
  }
  const answer = answerShape.safeParse(json);
  if (!answer.success) return { decision: 'failed', why: 'answered something else' };
  const { decision, reason } = answer.data;
  if (answer.data.id !== id) return { decision: 'failed', why: 'answered another call' };
  if (decision === 'allow') return { decision };
  return { decision, ...(reason !== undefined && { reason }) };
}

/** The address of a file is the client's: whoever else opens it has the file, and uses the address up. */
function withoutTickets(name: string, value: unknown): unknown {
  return name === 'downloadLink' ? undefined : value;
}

function requestOf({
  id,
  when,
  call,
  output,
}: Parameters<typeof askEndpoint>[2]): Readonly<Record<string, unknown>> {
  return {
    id,
    when,
    call: {
      id: call.callId,
      workspaceId: call.workspaceId,
      personId: call.userId,
      agentId: call.agentId,
      connection: call.connection,
      operation: call.operationId,
      effect: call.effect,
      classification: call.classification,
      targets: call.targets,
      arguments: call.args,
    },
    ...(when === 'after' && { result: output }),
  };
}
