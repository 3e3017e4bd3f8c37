import type { PersonId } from '../model/entities.ts';
import { changed, newUuid, type Site } from '../model/site.ts';
import type { AccessToken, Chain, Consent, OAuthApp } from './accounts.ts';
import { jwtLike } from './random-text.ts';

const accessTokenLifeMs = 60 * 60_000;

/** What the token endpoint answers when it gives tokens. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in: number;
  readonly token_type: 'Bearer';
  readonly scope: string;
  readonly refresh_token?: string;
}

/** Records what a person allows; the scopes of an earlier consent are replaced, its sites stay. */
export function consentTo(
  site: Site,
  app: OAuthApp,
  accountId: PersonId,
  allowed: { readonly scopes: readonly string[]; readonly cloudIds: readonly string[] },
): Consent {
  const key = consentKey(app.clientId, accountId);
  const before = site.accounts.consents.get(key);
  const consent: Consent = {
    clientId: app.clientId,
    accountId,
    scopes: [...allowed.scopes],
    cloudIds: [...new Set([...(before?.cloudIds ?? []), ...allowed.cloudIds])],
  };
  site.accounts.consents.set(key, consent);
  changed(site);
  return consent;
}

export function consentOf(site: Site, clientId: string, accountId: PersonId): Consent | undefined {
  return site.accounts.consents.get(consentKey(clientId, accountId));
}

/** What a person does in their account settings: the app loses everything that it had of them. */
export function revokeGrants(site: Site, accountId: PersonId, clientId?: string): void {
  const concerned = (of: { readonly clientId: string; readonly accountId: PersonId }): boolean =>
    of.accountId === accountId && (clientId === undefined || of.clientId === clientId);
  for (const [key, consent] of site.accounts.consents)
    if (concerned(consent)) site.accounts.consents.delete(key);
  for (const chain of site.accounts.chains.values()) if (concerned(chain)) chain.ended ??= 'revoked';
  changed(site);
}

/** Begins what one consent leads to. */
export function startChain(site: Site, clientId: string, accountId: PersonId): Chain {
  const now = site.clock.now();
  const chain: Chain = {
    id: newUuid(site),
    clientId,
    accountId,
    startedAt: now,
    lastRefreshedAt: now,
    ended: null,
  };
  site.accounts.chains.set(chain.id, chain);
  changed(site);
  return chain;
}

/** Tokens of a chain; a refresh token where the scopes hold `offline_access`. */
export function issueTokens(site: Site, chain: Chain, scopes: readonly string[]): TokenAnswer {
  const answer = issueAccessToken(site, {
    clientId: chain.clientId,
    accountId: chain.accountId,
    scopes,
    chainId: chain.id,
  });
  if (!scopes.includes('offline_access')) return answer;
  const token = jwtLike(site, {
    sub: chain.accountId,
    client_id: chain.clientId,
    token_type: 'ROTATING_REFRESH_TOKEN',
  });
  site.accounts.refreshTokens.set(token, { chainId: chain.id, firstUsedAt: null });
  changed(site);
  return { ...answer, refresh_token: token };
}

export function issueAccessToken(site: Site, of: Omit<AccessToken, 'expiresAt'>): TokenAnswer {
  const now = site.clock.now();
  const scope = of.scopes.join(' ');
  const token = jwtLike(site, {
    sub: of.accountId,
    aud: of.clientId,
    client_id: of.clientId,
    iat: Math.floor(now / 1000),
    exp: Math.floor((now + accessTokenLifeMs) / 1000),
    scope,
  });
  site.accounts.accessTokens.set(token, { ...of, expiresAt: now + accessTokenLifeMs });
  changed(site);
  return { access_token: token, expires_in: accessTokenLifeMs / 1000, token_type: 'Bearer', scope };
}

/** An access token that lives: not expired, its grant not revoked. */
export function livingAccessToken(site: Site, token: string): AccessToken | undefined {
  const found = site.accounts.accessTokens.get(token);
  if (found === undefined || found.expiresAt <= site.clock.now()) return undefined;
  const chain = found.chainId === null ? undefined : site.accounts.chains.get(found.chainId);
  // A token that came back too late ends the refresh tokens of its chain; access tokens run out by themselves.
  return chain?.ended === 'revoked' ? undefined : found;
}

/** The sites that a token reaches. */
export function cloudIdsOf(site: Site, token: AccessToken): readonly string[] {
  if (token.chainId === null) return [site.cloudId];
  return consentOf(site, token.clientId, token.accountId)?.cloudIds ?? [];
}

function consentKey(clientId: string, accountId: PersonId): string {
  return `${clientId} ${accountId}`;
}
