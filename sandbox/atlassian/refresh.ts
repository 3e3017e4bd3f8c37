import { changed, type Site } from '../model/site.ts';
import type { Chain, OAuthApp } from './accounts.ts';
import { consentOf, issueTokens, type TokenAnswer } from './grants.ts';
import { expiredRefreshToken, type TokenError, unknownRefreshToken } from './token-error.ts';

/** For so long a token that was used already is taken once more, for whoever lost the answer. */
export const reuseLeewayMs = 10 * 60_000;
export const inactivityMs = 90 * 24 * 60 * 60_000;
export const absoluteLifeMs = 365 * 24 * 60 * 60_000;

/**
 * Gives new tokens for a refresh token and rotates it out. Within the leeway it may come back; after that its coming back ends
 * every refresh token of its chain (facts: confluence-api §13).
 */
export function refresh(site: Site, app: OAuthApp, token: string): TokenAnswer | TokenError {
  const now = site.clock.now();
  const known = site.accounts.refreshTokens.get(token);
  const chain = known === undefined ? undefined : site.accounts.chains.get(known.chainId);
  if (known === undefined || chain?.clientId !== app.clientId) return unknownRefreshToken;
  if (chain.ended === 'reused') return unknownRefreshToken;
  const scopes = consentOf(site, app.clientId, chain.accountId)?.scopes;
  if (chain.ended === 'revoked' || scopes === undefined || isOver(chain, now)) return expiredRefreshToken;
  if (known.firstUsedAt !== null && now - known.firstUsedAt > reuseLeewayMs) {
    chain.ended = 'reused';
    changed(site);
    return unknownRefreshToken;
  }
  known.firstUsedAt ??= now;
  chain.lastRefreshedAt = now;
  return issueTokens(site, chain, scopes);
}

function isOver(chain: Chain, now: number): boolean {
  return now - chain.lastRefreshedAt > inactivityMs || now - chain.startedAt > absoluteLifeMs;
}
