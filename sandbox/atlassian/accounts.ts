import type { PersonId } from '../model/entities.ts';

/** An app of the developer console: what people consent to, or a service account's own credential. */
export interface OAuthApp {
  readonly clientId: string;
  readonly name: string;
  /** Those that are accepted, the newest first. */
  secrets: string[];
  /** The one callback address, compared letter by letter. */
  redirectUri: string;
  /** What the app may ask for; `offline_access` needs no entry. */
  scopes: string[];
  /** A private app is for its owner alone. */
  distribution: 'private' | 'shared';
  readonly ownerId: PersonId | null;
  /** Whether a consent covers the site that the person chose, or every site of theirs. */
  readonly grants: 'chosen-site' | 'every-site';
  /** Whose tokens client credentials give; null for apps that people consent to. */
  readonly serviceAccountId: PersonId | null;
}

/** What a person allowed an app; one per person and app, a new one takes the place of the scopes of the one before. */
export interface Consent {
  readonly clientId: string;
  readonly accountId: PersonId;
  scopes: string[];
  /** Sites, growing with each consent. */
  cloudIds: string[];
}

/** Everything that came of one consent: refresh tokens follow one another in it. */
export interface Chain {
  readonly id: string;
  readonly clientId: string;
  readonly accountId: PersonId;
  readonly startedAt: number;
  lastRefreshedAt: number;
  /** `revoked`: the person took the grant away; `reused`: a token came back too late. */
  ended: 'revoked' | 'reused' | null;
}

export interface RefreshToken {
  readonly chainId: string;
  /** Null until it is used: from then on it is rotated out and lives for the leeway only. */
  firstUsedAt: number | null;
}

export interface AccessToken {
  readonly clientId: string;
  readonly accountId: PersonId;
  readonly scopes: readonly string[];
  /** Null for client credentials. */
  readonly chainId: string | null;
  readonly expiresAt: number;
}

export interface AuthorizationCode {
  readonly clientId: string;
  readonly accountId: PersonId;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  /** S256 challenge, where the server honours it. */
  readonly challenge: string | null;
  readonly expiresAt: number;
}

/** An API token with scopes: good on the API address alone. */
export interface ScopedToken {
  readonly accountId: PersonId;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

/** Another site of the same people, to choose from; no Confluence answers for it here. */
export interface OtherSite {
  readonly cloudId: string;
  readonly name: string;
  readonly url: string;
}

/** What Atlassian's account side knows. Tokens are kept as they are: nothing here is secret anywhere else. */
export interface Accounts {
  /** By client id. */
  readonly apps: Map<string, OAuthApp>;
  /** By `clientId accountId`. */
  readonly consents: Map<string, Consent>;
  readonly chains: Map<string, Chain>;
  readonly refreshTokens: Map<string, RefreshToken>;
  readonly accessTokens: Map<string, AccessToken>;
  readonly codes: Map<string, AuthorizationCode>;
  readonly scopedTokens: Map<string, ScopedToken>;
  readonly otherSites: Map<string, OtherSite>;
  /** People whom accessible-resources shows nothing, as happens to guests of Confluence (facts: confluence-api §13). */
  readonly guests: Set<PersonId>;
}

export function createAccounts(): Accounts {
  return {
    apps: new Map(),
    consents: new Map(),
    chains: new Map(),
    refreshTokens: new Map(),
    accessTokens: new Map(),
    codes: new Map(),
    scopedTokens: new Map(),
    otherSites: new Map(),
    guests: new Set(),
  };
}
