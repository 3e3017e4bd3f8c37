import type { StoredConnection } from '../../store/connections.ts';
import { wayOf } from '../upstream/way.ts';

/**
 * How each person connects themself: by a consent at Atlassian or Data Center, or by typing what they sign in with.
 */
export type PersonalSignIn = 'consent' | 'email_and_token' | 'token' | 'password';

/** Undefined where a connection has an account of its own, or takes a token with each request: nobody connects there. */
export function personalSignIn(
  connection: Pick<StoredConnection, 'authMode' | 'settings'>,
): PersonalSignIn | undefined {
  const way = wayOf(connection);
  switch (way) {
    case 'consent':
      return 'consent';
    case 'entered':
      return typedIn(connection.authMode);
    case 'shared':
    case 'service':
    case 'handed_over':
      return undefined;
    default:
      return way satisfies never;
  }
}

function typedIn(authMode: StoredConnection['authMode']): PersonalSignIn {
  if (authMode === 'api_token_per_user') return 'email_and_token';
  return authMode === 'basic_per_user' ? 'password' : 'token';
}
