import type { StoredConnection } from '../../store/connections.ts';
import { dataCenterOAuth, siteUrlOf, type AtlassianAddresses } from './addresses.ts';

export interface AuthorizationRequest {
  readonly state: string;
  readonly redirectUri: string;
  /** S256 of the verifier. */
  readonly challenge: string;
  readonly scopes: readonly string[];
}

/**
 * Where a browser goes for consent. Atlassian documents no challenge (ECO-283) and takes the secret in any case; it is sent
 * all the same, so that a code is bound to its verifier wherever it counts (facts: confluence-api §13, §14).
 */
export function authorizationUrlOf(
  { authUrl }: AtlassianAddresses,
  connection: Pick<StoredConnection, 'platform' | 'site'>,
  clientId: string,
  { state, redirectUri, challenge, scopes }: AuthorizationRequest,
): URL {
  const { platform } = connection;
  const common = {
    client_id: clientId,
    scope: scopes.join(' '),
    redirect_uri: redirectUri,
    state,
    response_type: 'code',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  switch (platform) {
    case 'cloud':
      return withQuery(`${authUrl}/authorize`, {
        audience: 'api.atlassian.com',
        ...common,
        prompt: 'consent',
      });
    case 'datacenter':
      return withQuery(`${siteUrlOf(connection)}${dataCenterOAuth}/authorize`, common);
    default:
      return platform satisfies never;
  }
}

/** Spaces as `%20`: Atlassian's documentation shows them so. */
function withQuery(address: string, query: Readonly<Record<string, string>>): URL {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return new URL(`${address}?${parts.join('&')}`);
}
