import type { Person } from '../model/entities.ts';
import type { Site } from '../model/site.ts';
import type { OAuthApp } from './accounts.ts';

/** What an app asks a person for, as the query of the authorization address says it. */
export interface AuthorizationRequest {
  readonly app: OAuthApp;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | null;
  /** Whether the person is asked although they allowed the same before. */
  readonly askAgain: boolean;
  /** S256 challenge as sent. */
  readonly challenge: string | null;
}

/** A request that ends on Atlassian's own error page; the app hears nothing of it. */
export interface RequestRefusal {
  readonly error: string;
  readonly description: string;
}

/** With so many scopes the address is too long for Atlassian's front door (facts: confluence-api §12). */
const tooManyScopes = 80;

export function hasTooManyScopes(query: URLSearchParams): boolean {
  return scopesOf(query).length >= tooManyScopes;
}

/**
 * Reads a request of somebody who is signed in: client, callback and scopes are looked at after the sign-in only. That a
 * wrong callback is `unauthorized_client` is recorded (facts: confluence-api §13), the other refusals' words are not.
 */
export function readAuthorizationRequest(
  site: Site,
  person: Person,
  query: URLSearchParams,
): AuthorizationRequest | RequestRefusal {
  const app = site.accounts.apps.get(query.get('client_id') ?? '');
  if (app === undefined || app.serviceAccountId !== null)
    return refused('unauthorized_client', `Unknown client: ${query.get('client_id') ?? ''}`);
  const redirectUri = query.get('redirect_uri') ?? app.redirectUri;
  if (redirectUri !== app.redirectUri) {
    return refused(
      'unauthorized_client',
      `Callback URL mismatch. ${redirectUri} is not in the list of allowed callback URLs`,
    );
  }
  if (query.get('response_type') !== 'code')
    return refused(
      'unsupported_response_type',
      `Unsupported response type: ${query.get('response_type') ?? ''}`,
    );
  if (query.get('audience') !== 'api.atlassian.com')
    return refused('access_denied', `Service not found: ${query.get('audience') ?? ''}`);
  const scopes = scopesOf(query);
  const foreign = scopes.filter((scope) => scope !== 'offline_access' && !app.scopes.includes(scope));
  if (scopes.length === 0 || foreign.length > 0)
    return refused('invalid_scope', `The app is not configured for the scopes: ${foreign.join(' ')}`);
  if (app.distribution === 'private' && app.ownerId !== person.accountId) {
    return refused(
      'access_denied',
      'You do not have access to this app. It is in development: only its owner may grant it access.',
    );
  }
  return {
    app,
    redirectUri,
    scopes,
    state: query.get('state'),
    askAgain: (query.get('prompt') ?? '').split(' ').includes('consent'),
    challenge: query.get('code_challenge_method') === 'S256' ? query.get('code_challenge') : null,
  };
}

function scopesOf(query: URLSearchParams): string[] {
  const words = (query.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== '');
  return [...new Set(words)];
}

function refused(error: string, description: string): RequestRefusal {
  return { error, description };
}
