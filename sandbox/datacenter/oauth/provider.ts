import { createHash } from 'node:crypto';
import type { PersonId } from '../../model/entities.ts';
import type { Site } from '../../model/site.ts';
import { includesScope, type OAuthScope } from './scopes.ts';

/** A link to another application, as an administrator adds it. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  /** Compared letter by letter. */
  readonly redirectUri: string;
  /** The most that it may ask for. */
  readonly scope: OAuthScope;
}

/** What somebody allowed a client. */
export interface Grant {
  readonly clientId: string;
  readonly userKey: PersonId;
  readonly scope: OAuthScope;
}

export interface CodeChallenge {
  readonly method: 'S256' | 'plain';
  readonly value: string;
}

interface Code extends Grant {
  readonly redirectUri: string;
  readonly challenge: CodeChallenge | null;
  readonly expiresAt: number;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly createdAt: number;
}

interface Pair extends Tokens {
  readonly grant: Grant;
}

/** Seconds. */
export const accessTokenLife = 7200;
const codeLifeMs = 10 * 60_000;
const refreshLifeMs = 90 * 24 * 3_600_000;

/** The state of the OAuth provider: clients, codes and pairs of tokens. */
export interface OAuthProvider {
  /** Adds a client; its id and secret are made up. */
  register(client: Pick<OAuthClient, 'name' | 'redirectUri' | 'scope'>): OAuthClient;
  client(clientId: string): OAuthClient | undefined;
  /** A code for a client, valid once for ten minutes. */
  issueCode(grant: Grant, redirectUri: string, challenge: CodeChallenge | null): string;
  /** Tokens for a code; null for one that is unknown, used, late, somebody else's or not proven. */
  redeem(code: string, clientId: string, redirectUri: string, verifier: string | null): Tokens | null;
  /** A new pair; the one before it is invalid at once, whatever becomes of the answer (facts: confluence-api §14). */
  refresh(refreshToken: string, clientId: string): Tokens | null;
  /** What a living access token stands for. */
  grantOf(accessToken: string): Grant | undefined;
  /** Ends everything that a person allowed a client; every client when none is named. */
  revoke(userKey: PersonId, clientId?: string): void;
}

export function createOAuthProvider(site: Site): OAuthProvider {
  const clients = new Map<string, OAuthClient>();
  const codes = new Map<string, Code>();
  let pairs: Pair[] = [];

  const issue = (grant: Grant): Tokens => {
    const pair: Pair = {
      grant,
      accessToken: secret(site, 24),
      refreshToken: secret(site, 24),
      createdAt: site.clock.now(),
    };
    pairs = [...pairs.filter((known) => site.clock.now() < known.createdAt + refreshLifeMs), pair];
    return pair;
  };

  return {
    register: (client) => {
      const added = { ...client, clientId: random(site, 16), clientSecret: secret(site, 32) };
      clients.set(added.clientId, added);
      return added;
    },
    client: (clientId) => clients.get(clientId),
    issueCode: (grant, redirectUri, challenge) => {
      const code = secret(site, 16);
      codes.set(code, { ...grant, redirectUri, challenge, expiresAt: site.clock.now() + codeLifeMs });
      return code;
    },
    redeem: (code, clientId, redirectUri, verifier) => {
      const found = codes.get(code);
      codes.delete(code);
      if (found === undefined || found.expiresAt < site.clock.now()) return null;
      if (found.clientId !== clientId || found.redirectUri !== redirectUri) return null;
      if (found.challenge !== null && !proves(verifier, found.challenge)) return null;
      return issue({ clientId, userKey: found.userKey, scope: found.scope });
    },
    refresh: (refreshToken, clientId) => {
      const found = pairs.find((pair) => pair.refreshToken === refreshToken);
      if (found === undefined || found.grant.clientId !== clientId) return null;
      pairs = pairs.filter((pair) => pair !== found);
      return site.clock.now() < found.createdAt + refreshLifeMs ? issue(found.grant) : null;
    },
    grantOf: (accessToken) =>
      pairs.find(
        (pair) =>
          pair.accessToken === accessToken && site.clock.now() < pair.createdAt + accessTokenLife * 1000,
      )?.grant,
    revoke: (userKey, clientId) => {
      pairs = pairs.filter(
        ({ grant }) => grant.userKey !== userKey || (clientId !== undefined && grant.clientId !== clientId),
      );
    },
  };
}

/** Whether a client may ask for a scope. */
export function mayAskFor(client: OAuthClient, scope: OAuthScope): boolean {
  return includesScope(client.scope, scope);
}

function proves(verifier: string | null, challenge: CodeChallenge): boolean {
  if (verifier === null) return false;
  const shown =
    challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return shown === challenge.value;
}

function random(site: Site, bytes: number): string {
  return Buffer.from(site.random.bytes(bytes)).toString('hex');
}

/** All begin alike, so that they are known wherever they end up. */
function secret(site: Site, bytes: number): string {
  const mark = Buffer.from('SandboxS');
  return `${mark.toString('hex')}${random(site, bytes - mark.length)}`;
}
