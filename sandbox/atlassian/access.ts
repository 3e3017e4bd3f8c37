import type { PersonId } from '../model/entities.ts';
import type { Site } from '../model/site.ts';
import { cloudIdsOf, livingAccessToken } from './grants.ts';

/** With what somebody calls Confluence: an API token that may do all, one with scopes, or a grant of an app. */
export type Access =
  | { readonly kind: 'unscoped' }
  | { readonly kind: 'scoped-token'; readonly scopes: readonly string[] }
  | { readonly kind: 'grant'; readonly scopes: readonly string[]; readonly clientId: string };

export interface Caller {
  readonly accountId: PersonId;
  readonly access: Access;
}

/** Who calls with a bearer token; undefined when it is dead or not for this site. */
export function callerWithBearer(site: Site, token: string): Caller | undefined {
  const found = livingAccessToken(site, token);
  if (found === undefined || !cloudIdsOf(site, found).includes(site.cloudId)) return undefined;
  const { accountId, clientId, scopes } = found;
  return { accountId, access: { kind: 'grant', scopes, clientId } };
}

/** Who calls with an API token that has scopes; undefined when it is none, expired, or of somebody else. */
export function callerWithScopedToken(site: Site, email: string, token: string): Caller | undefined {
  const found = site.accounts.scopedTokens.get(token);
  if (found === undefined || found.expiresAt <= site.clock.now()) return undefined;
  const person = site.people.get(found.accountId);
  if (person?.email.toLowerCase() !== email.toLowerCase()) return undefined;
  return { accountId: found.accountId, access: { kind: 'scoped-token', scopes: found.scopes } };
}
