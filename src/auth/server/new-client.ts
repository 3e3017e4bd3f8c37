import { AppError } from '../../kernel/app-error.ts';
import { redirectFault } from './client-record.ts';
import type { WeirScope } from './scopes.ts';

/** A client that an administrator enters. */
export interface NewOAuthClient {
  readonly name: string;
  /** Whose agent it is. */
  readonly workspaceId: string;
  /** Absent for an agent that acts for nobody but itself, with client credentials. */
  readonly redirectUris?: readonly string[];
  /** `none` for programs on people's machines; an agent that acts for itself needs another. */
  readonly authentication: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
  /** Public keys for `private_key_jwt`, as a JWK set. */
  readonly jwks?: { readonly keys: readonly Record<string, unknown>[] };
  /** At most; all when absent. */
  readonly scopes?: readonly WeirScope[];
}

/** Raises `invalid_input` for a client that could never get a token. */
export function checkNewClient({
  name,
  redirectUris = [],
  authentication,
  jwks,
  scopes,
}: NewOAuthClient): void {
  const wrong = (message: string, nextStep: string): AppError =>
    new AppError('invalid_input', message, { nextStep });
  if (name.trim() === '' || name.length > 200) {
    throw wrong(
      'A client needs a name of 1 to 200 characters.',
      'People see it when they are asked for consent.',
    );
  }
  const fault = redirectUris.map(redirectFault).find(Boolean);
  if (fault !== undefined)
    throw wrong(`A client cannot have this: ${fault}.`, 'Use https, or http on the loopback.');
  if (redirectUris.length === 0 && authentication === 'none') {
    throw wrong(
      'A client without redirect addresses acts for itself and must prove who it is.',
      'Give it redirect addresses, or choose a client secret or private_key_jwt.',
    );
  }
  if ((authentication === 'private_key_jwt') !== (jwks !== undefined)) {
    throw wrong('Public keys belong to private_key_jwt, which cannot do without.', 'Give a JWK set in jwks.');
  }
  if (jwks?.keys.some((key) => 'd' in key || 'k' in key)) {
    throw wrong(
      'One of these keys is a private one.',
      'Keep it with the agent and give the public part of it.',
    );
  }
  if (scopes?.length === 0)
    throw wrong('A client without scopes can do nothing.', 'Name at least weir:read.');
}
