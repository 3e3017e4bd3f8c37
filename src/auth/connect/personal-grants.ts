import type { Caller } from '../../gateway/call.ts';
import type { DirectoryConnection } from '../directory.ts';

export type Whose = Pick<Caller, 'workspaceId' | 'userId'>;

export interface GrantStatus {
  readonly state: 'connected' | 'expiring' | 'reconnect_required' | 'not_connected';
  readonly account?: { readonly id: string; readonly name: string; readonly email?: string };
  readonly site?: string;
  readonly scopes?: readonly string[];
  readonly expiresAt?: number;
  readonly reason?: string;
}

export interface GrantedSite {
  readonly cloudId: string;
  readonly url: string;
  readonly name: string;
}

export type Entered = { readonly text: string } | { readonly username: string; readonly password: string };

/** What connecting needs to know and do about the Confluence accounts of people. */
export interface PersonalGrants {
  status(whose: Whose, connection: DirectoryConnection): Promise<GrantStatus>;
  disconnect(whose: Whose, connection: DirectoryConnection): Promise<void>;
  requestedScopes(connection: DirectoryConnection): readonly string[];
  authorizationUrl(
    connection: DirectoryConnection,
    request: {
      readonly state: string;
      readonly redirectUri: string;
      readonly challenge: string;
      readonly scopes: readonly string[];
    },
  ): Promise<URL>;
  redeem(
    whose: Whose,
    connection: DirectoryConnection,
    answer: {
      readonly code: string;
      readonly verifier: string;
      readonly redirectUri: string;
      readonly cloudId?: string;
    },
  ): Promise<
    | { readonly status: GrantStatus }
    | { readonly chooseSite: readonly GrantedSite[]; readonly grantId: string }
  >;
  chooseSite(
    whose: Whose,
    connection: DirectoryConnection,
    grantId: string,
    cloudId: string,
  ): Promise<GrantStatus>;
  enter(
    whose: Whose,
    connection: DirectoryConnection,
    entered: Entered,
    expiresAt?: number,
  ): Promise<GrantStatus>;
}
