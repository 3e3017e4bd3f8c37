import { Secret } from '../../kernel/secret.ts';
import type { AuthMode } from '../../store/auth-modes.ts';
import {
  getConnectionSecret,
  type ConnectionSecret,
  type ConnectionSecretKey,
  type ConnectionSecretName,
} from '../../store/connection-secrets.ts';
import type { Executor } from '../../store/open-store.ts';
import type { Sealer } from '../../vault/vault.ts';

/** The one secret that a connection of a mode has; undefined where people bring everything, or the operator's app does. */
export function secretNameOf(
  authMode: AuthMode,
  tokenFrom: 'operator' | 'person' | 'request' | undefined,
): ConnectionSecretName | undefined {
  switch (authMode) {
    case 'oauth':
    case 'service_account':
      return 'client_secret';
    case 'api_token':
    case 'pat':
      return 'token';
    case 'basic':
      return 'password';
    case 'access_token':
      return tokenFrom === undefined || tokenFrom === 'operator' ? 'token' : undefined;
    case 'oauth_central':
    case 'api_token_per_user':
    case 'pat_per_user':
    case 'basic_per_user':
      return undefined;
    default:
      return authMode satisfies never;
  }
}

/** A secret as `putConnectionSecret` stores it. Needs no database, so that it may stand before a transaction. */
export async function sealConnectionSecret(
  sealer: Sealer,
  secret: ConnectionSecretKey & {
    readonly value: Secret;
    readonly expiresAt?: number;
    readonly now: number;
  },
): Promise<ConnectionSecret> {
  const { workspaceId, connectionId, name, value, expiresAt, now } = secret;
  const key = { workspaceId, connectionId, name };
  return {
    ...key,
    sealed: await sealer.seal(value, { column: 'connection_secrets.sealed', ...key }),
    ...(expiresAt !== undefined && { expiresAt }),
    updatedAt: now,
  };
}

/** The secret in the clear, for the one request that needs it; undefined where it was never entered. */
export async function openConnectionSecret(
  { db, sealer }: { readonly db: Executor; readonly sealer: Sealer },
  { workspaceId, connectionId, name }: ConnectionSecretKey,
): Promise<{ readonly value: Secret; readonly expiresAt?: number } | undefined> {
  const key = { workspaceId, connectionId, name };
  const stored = await getConnectionSecret(db, key);
  if (!stored) return undefined;
  const opened = await sealer.open(stored.sealed, { column: 'connection_secrets.sealed', ...key });
  return {
    value: new Secret(Buffer.from(opened).toString('utf8')),
    ...(stored.expiresAt !== undefined && { expiresAt: stored.expiresAt }),
  };
}
