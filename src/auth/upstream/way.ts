import type { StoredConnection } from '../../store/connections.ts';

/**
 * Whose account a connection uses and where it comes from: each person's by consent, each person's as they typed it, one
 * that all share, a service account, or whatever token comes with a request.
 */
export type Way = 'consent' | 'entered' | 'shared' | 'service' | 'handed_over';

export function wayOf({ authMode, settings }: Pick<StoredConnection, 'authMode' | 'settings'>): Way {
  switch (authMode) {
    case 'oauth_central':
    case 'oauth':
      return 'consent';
    case 'api_token_per_user':
    case 'pat_per_user':
    case 'basic_per_user':
      return 'entered';
    case 'api_token':
    case 'pat':
    case 'basic':
      return 'shared';
    case 'service_account':
      return 'service';
    case 'access_token':
      return tokenWayOf(settings.tokenFrom ?? 'operator');
    default:
      return authMode satisfies never;
  }
}

/** Whether all people of the connection act as one account. */
export function isShared(connection: Pick<StoredConnection, 'authMode' | 'settings'>): boolean {
  const way = wayOf(connection);
  return way === 'shared' || way === 'service';
}

function tokenWayOf(from: 'operator' | 'person' | 'request'): Way {
  switch (from) {
    case 'operator':
      return 'shared';
    case 'person':
      return 'entered';
    case 'request':
      return 'handed_over';
    default:
      return from satisfies never;
  }
}
