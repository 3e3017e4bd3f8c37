import { AppError } from '../../kernel/app-error.ts';
import type { StoredApproval } from '../../store/approvals.ts';

/** A call that waits for its approval. `before`: an older question about the same call, which says why it is asked anew. */
export function asksFor(
  { id, approver }: StoredApproval,
  {
    before,
    policyVersion,
    now,
    url,
  }: {
    readonly before: StoredApproval | undefined;
    readonly policyVersion: string;
    readonly now: number;
    readonly url?: string;
  },
): AppError {
  const who = approver.kind === 'person' ? 'the person you work for' : 'a member of the approvers’ group';
  const why = before && whyAnew(before, policyVersion, now);
  return new AppError(
    'denied',
    [why, `This call needs the approval of ${who} before it runs.`].filter(Boolean).join(' '),
    {
      nextStep:
        url === undefined
          ? 'Nobody who may approve it can sign in to Weir; ask an administrator.'
          : 'Once it is approved, repeat exactly the same call. No answer means no.',
      approval: { id, ...(url !== undefined && { url }) },
    },
  );
}

function whyAnew(before: StoredApproval, policyVersion: string, now: number): string | undefined {
  if (before.state === 'used')
    return 'The approval of the same call was used already, and each is for one call alone.';
  if (before.policyVersion !== policyVersion) return 'The rules changed since the same call was asked about.';
  if (before.expiresAt <= now) return 'The same call was asked about before, and the time for it is over.';
  return undefined;
}

export function turnedDown(): AppError {
  return new AppError('denied', 'The approval of this call was turned down.', {
    nextStep: 'Do not repeat it; ask the person what they want instead.',
  });
}

/** For one that was found and then could not be used. */
export function unusable(why: 'used' | 'expired' | 'somebody_else'): AppError {
  const words = {
    used: 'The approval of this call was used by another call: each is for one call alone.',
    expired: 'The time for the approval of this call is over.',
    somebody_else: 'Whoever approved this call may not approve it any more.',
  };
  return new AppError('denied', `${words[why]} Nothing was done.`, {
    nextStep: 'Read what is there now; repeat the call to ask for a new approval.',
  });
}

export function tooManyWait(most: number): AppError {
  return new AppError('rate_limited', `${most} calls of this agent wait for an approval already.`, {
    nextStep: 'Let the person answer those first, under /approvals.',
    retryAfterMs: 60_000,
  });
}
