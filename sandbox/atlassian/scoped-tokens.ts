import type { PersonId } from '../model/entities.ts';
import { changed, type Site } from '../model/site.ts';
import { randomText } from './random-text.ts';

export interface NewScopedToken {
  readonly accountId: PersonId;
  readonly scopes: readonly string[];
  /** 1 to 365; a year unless given (facts: confluence-api §13). */
  readonly expiresInDays?: number;
}

/** Makes an API token with scopes for a person or a service account; answers the token. */
export function createScopedToken(site: Site, token: NewScopedToken): string {
  const text = `ATATT3xSandboxScoped${randomText(site, 160)}`;
  const lifeMs = (token.expiresInDays ?? 365) * 24 * 60 * 60_000;
  site.accounts.scopedTokens.set(text, {
    accountId: token.accountId,
    scopes: [...token.scopes],
    expiresAt: site.clock.now() + lifeMs,
  });
  changed(site);
  return text;
}

/** Takes a token back at once. */
export function deleteScopedToken(site: Site, token: string): void {
  if (site.accounts.scopedTokens.delete(token)) changed(site);
}
