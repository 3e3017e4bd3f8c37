import type { Transport } from '../../confluence/http/transport.ts';
import { retryAfter } from '../../confluence/http/retry.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import type { StoredStream } from '../../store/audit-streams.ts';
import { deliveryBody, signature, type Batch } from './delivery.ts';
import type { StreamSecrets } from './stream-secrets.ts';

/** What became of a delivery. */
export type Delivered =
  | { readonly outcome: 'taken' }
  /** Another time it may be taken. */
  | { readonly outcome: 'later'; readonly reason: string; readonly retryAfterMs?: number }
  /** The target answers that it does not want this. */
  | { readonly outcome: 'refused'; readonly reason: string };

/** A target that asks for more is asked again all the same, in milliseconds. */
const longestWaitMs = 86_400_000;

/** Sends one signed POST and says what the answer means. Never raises for what the target or the network does. */
export async function sendDelivery(
  parts: { readonly transport: Pick<Transport, 'send'>; readonly clock: Clock },
  {
    stream,
    secrets,
    batch,
    signal,
  }: {
    readonly stream: Pick<StoredStream, 'url'>;
    readonly secrets: StreamSecrets;
    readonly batch: Batch;
    readonly signal: AbortSignal;
  },
): Promise<Delivered> {
  const { transport, clock } = parts;
  const url = new URL(stream.url);
  const body = deliveryBody(batch);
  try {
    const { status, headers } = await transport.send(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: { 'weir-signature': signature(secrets.signing, body, clock.now()) },
        ...(secrets.authorization && { authorization: secrets.authorization.reveal() }),
        body,
        effect: 'write',
        person: batch.streamId,
      },
      signal,
    );
    return verdictOf(status, retryAfter(headers, clock.now()));
  } catch (thrown) {
    const error = toAppError(thrown);
    return { outcome: 'later', reason: reasonOf(error) };
  }
}

function verdictOf(status: number, retryAfterMs: number | undefined): Delivered {
  if (status >= 200 && status < 300) return { outcome: 'taken' };
  const reason = `The target answered ${status}.`;
  const isRefusal = status < 500 && status !== 408 && status !== 429;
  if (isRefusal && status >= 400) return { outcome: 'refused', reason };
  if (isRefusal) return { outcome: 'later', reason: `${reason} Redirects are not followed.` };
  return {
    outcome: 'later',
    reason,
    ...(retryAfterMs !== undefined && { retryAfterMs: Math.min(retryAfterMs, longestWaitMs) }),
  };
}

/** Ours and safe to show; what went wrong inside stays in the log. */
function reasonOf(error: AppError): string {
  return error.code === 'internal' ? 'The delivery failed inside Weir.' : error.message;
}
