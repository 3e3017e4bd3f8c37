import type { SiteAuth } from '../config/load-config.ts';
import { Secret } from '../kernel/secret.ts';

/** The value of the Authorization header for a connection's shared account (facts: confluence-api §13, §14). */
export function authorizationOf({ auth }: { readonly auth: SiteAuth }): Secret {
  switch (auth.mode) {
    case 'api_token':
      return new Secret(basicAuthorization(auth.email, auth.token.reveal()));
    case 'pat':
      return new Secret(`Bearer ${auth.token.reveal()}`);
    default:
      return auth satisfies never;
  }
}

/** `Basic` credentials of an account's address and API token (facts: confluence-api §13). */
export function basicAuthorization(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}
