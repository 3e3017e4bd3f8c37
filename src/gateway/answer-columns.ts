import type { AuditEntry } from '../audit/record.ts';
import { lastAnswer } from '../confluence/http/last-answer.ts';
import type { AppError } from '../kernel/app-error.ts';

/**
 * What the record keeps of how Confluence answered a call: its refusal, otherwise what it answered to the change, or to the
 * last request of a call that changes nothing. Nothing where no answer came, or nothing was asked.
 */
export function answerColumns(
  signal: AbortSignal,
  refused?: AppError,
): Pick<AuditEntry, 'upstreamStatus' | 'upstreamRequestId'> {
  const { upstreamStatus, upstreamRequestId } = refused?.fields ?? {};
  const answer =
    upstreamStatus === undefined
      ? lastAnswer(signal)
      : { status: upstreamStatus, requestId: upstreamRequestId };
  return {
    ...(answer && { upstreamStatus: answer.status }),
    ...(answer?.requestId !== undefined && { upstreamRequestId: answer.requestId }),
  };
}
