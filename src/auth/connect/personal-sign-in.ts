import type { StoredConnection } from '../../store/connections.ts';

/**
 * How each person connects themself: by a consent at Atlassian or Data Center, or by typing what they sign in with.
 */
export type PersonalSignIn = 'consent' | 'email_and_token' | 'token' | 'password';

/** Undefined where a connection has an account of its own, or takes a token with each request: nobody connects there. */
export function personalSignIn({
  authMode,
  settings,
}: Pick<StoredConnection, 'authMode' | 'settings'>): PersonalSignIn | undefined {
  switch (authMode) {
    case 'oauth_central':
    case 'oauth':
      return 'consent';
    case 'api_token_per_user':
      return 'email_and_token';
    case 'pat_per_user':
      return 'token';
    case 'basic_per_user':
      return 'password';
    case 'access_token':
      return settings.tokenFrom === 'person' ? 'token' : undefined;
    case 'api_token':
    case 'pat':
    case 'basic':
    case 'service_account':
      return undefined;
    default:
      return authMode satisfies never;
  }
}
