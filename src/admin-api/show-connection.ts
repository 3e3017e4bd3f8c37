import { getConnectionSecret } from '../store/connection-secrets.ts';
import { secretNameOf } from '../auth/upstream/connection-secrets.ts';
import type { StoredConnection } from '../store/connections.ts';
import type { Executor } from '../store/open-store.ts';

/** A connection as administrators see it: everything but its secret, of which they see when it ends. */
export async function showConnection(db: Executor, connection: StoredConnection, address: string) {
  const { workspaceId, id, slug, platform, site, authMode, settings, check } = connection;
  const { account, clientId, tokenFrom, scopedTokens, scopeChoice, scopes, cloudId, v1Content } = settings;
  const name = secretNameOf(authMode, tokenFrom);
  const secret = name && (await getConnectionSecret(db, { workspaceId, connectionId: id, name }));
  const isOAuth = authMode === 'oauth' || authMode === 'oauth_central';
  return {
    id,
    slug,
    platform,
    site,
    authMode,
    ...(account !== undefined && { account }),
    ...(clientId !== undefined && { clientId }),
    ...(tokenFrom !== undefined && { tokenFrom }),
    ...(scopedTokens !== undefined && { scopedTokens }),
    ...(scopeChoice !== undefined && { scopeChoice }),
    ...(scopes !== undefined && { scopes }),
    ...(cloudId !== undefined && { cloudId }),
    ...(v1Content !== undefined && { v1Content }),
    isEnabled: connection.isEnabled,
    state: connection.state,
    ...(check && { check }),
    ...(secret?.expiresAt !== undefined && { secretExpiresAt: secret.expiresAt }),
    origin: connection.origin,
    ...(isOAuth && { callbackUrl: `${address}/integration-callback` }),
    createdAt: connection.createdAt,
  };
}
