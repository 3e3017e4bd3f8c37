import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import { findAccess, hashId, type OAuthRecord } from '../../store/oauth-records.ts';
import type { Store } from '../../store/open-store.ts';
import type { Directory } from '../directory.ts';
import type { Principal } from '../principal.ts';
import { blocksAgainst } from './blocks.ts';
import { subjectOf } from './subject.ts';

/** How long a token that was found is trusted without asking the database: what taking it back may take, in milliseconds. */
const trustedForMs = 1_000;
const maxRemembered = 10_000;

const payload = z.looseObject({
  aud: z.string(),
  scope: z.string().optional(),
  extra: z.looseObject({ context_id: z.string().optional() }).optional(),
});

/** An agent that acts as itself in a workspace, with a profile of its own. */
export interface ServiceIdentity {
  readonly workspaceId: string;
  readonly userId: string;
  readonly userName: string;
}

export interface TokenAuthenticatorParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly directory: Directory;
  /** Whom an agent without a person acts as; absent, or undefined for an agent: nobody. */
  serviceIdentity?(agentId: string): ServiceIdentity | undefined;
}

/** Whom an access token of ours speaks for at an MCP address; undefined for one that is unknown, over, or for another address. */
export type FindTokenHolder = (token: string, resource: string) => Promise<Principal | undefined>;

/**
 * Finds the principal of an access token. Somebody who is no member any more, a grant that was taken back and a client that
 * was blocked are out within a second. Raises `denied` for a token of an agent that acts for nobody and has no profile of
 * its own, and `upstream_unavailable` where nobody can tell who is a member.
 */
export function createTokenAuthenticator(parts: TokenAuthenticatorParts): FindTokenHolder {
  const { store, clock, directory } = parts;
  const remembered = new Map<string, { readonly token: OAuthRecord; readonly until: number }>();

  async function find(hash: string): Promise<OAuthRecord | undefined> {
    const known = remembered.get(hash);
    const asked = clock.now();
    if (known && known.until > asked) return known.token;
    remembered.delete(hash);
    const now = await store.now();
    const token = await findAccess(store.db, hash, {
      now,
      blockHashes: (found) => blocksAgainst(found.clientId ?? '', workspaceOf(found)),
    });
    if (!token) return undefined;
    if (remembered.size >= maxRemembered) remembered.clear();
    const livesMs = (token.expiresAt ?? now) - now;
    remembered.set(hash, { token, until: asked + Math.min(trustedForMs, livesMs) });
    return token;
  }

  return async (text, resource) => {
    const token = await find(hashId(text));
    if (!token) return undefined;
    const { aud, scope = '', extra } = payload.parse(token.payload);
    if (aud !== resource) return undefined;
    const agentId = token.clientId ?? '';
    const who = token.model === 'ClientCredentials' ? serviceOf(agentId) : personOf(token);
    const workspace = who && directory.workspaces().find(({ id }) => id === who.workspaceId);
    if (!workspace) return undefined;
    return {
      ...who,
      workspaceSlug: workspace.slug,
      agentId,
      scopes: scope.split(' '),
      ...(extra?.context_id !== undefined && { contextId: extra.context_id }),
    };
  };

  function workspaceOf({ model, clientId = '', accountId = '' }: OAuthRecord): string | undefined {
    if (model === 'ClientCredentials') return parts.serviceIdentity?.(clientId)?.workspaceId;
    return subjectOf(accountId)?.workspaceId;
  }

  function personOf({ accountId = '' }: OAuthRecord): ServiceIdentity | undefined {
    const subject = subjectOf(accountId);
    const member = subject && directory.member(subject.workspaceId, subject.personId);
    return member && { workspaceId: member.workspaceId, userId: member.personId, userName: member.name };
  }

  function serviceOf(agentId: string): ServiceIdentity {
    const identity = parts.serviceIdentity?.(agentId);
    if (identity) return identity;
    throw new AppError('denied', 'The calling agent could not be identified.', {
      nextStep:
        'Its token names no person. Sign in as one, or ask an administrator to give the agent a profile of its own.',
    });
  }
}
