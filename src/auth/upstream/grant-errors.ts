import { AppError } from '../../kernel/app-error.ts';
import type { EndReason } from '../../store/upstream-grants.ts';
import { reasonInWords } from './grant-status.ts';

/** A person without an account on a connection. */
export function notConnected(): AppError {
  return new AppError('upstream_auth', 'Confluence is not connected for this user.', {
    nextStep: 'Connect the account of this user, then call again.',
  });
}

/** A person whose account was connected; its tokens are deleted. */
export function reconnectRequired(reason: EndReason): AppError {
  const refreshed = reason === 'revoked' || reason === 'lost_answer';
  return new AppError(
    'upstream_auth',
    refreshed
      ? 'The token refresh failed, the user must reconnect.'
      : 'The stored sign-in does not work any more, the user must reconnect.',
    { nextStep: `${reasonInWords(reason)} Connect the account again, then repeat the call.` },
  );
}
