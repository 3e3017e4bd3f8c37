import type { AppError } from '../../kernel/app-error.ts';
import type { StoredConnection } from '../../store/connections.ts';

/**
 * Whether what a call showed differs from what is kept of the connection: a refusal of its credentials, or none. A site that
 * is another one than before stays that, whatever it answers.
 */
export function isNews(
  { state, check }: Pick<StoredConnection, 'state' | 'check'>,
  refusal: AppError | undefined,
): boolean {
  if (state === 'failed' && check?.verdict === 'other_site') return false;
  if (!refusal) return state !== 'verified';
  return state !== 'failed' || check?.verdict !== 'wrong_credentials';
}
