import { getConnectionSecret } from '../../store/connection-secrets.ts';
import type { StoredConnection } from '../../store/connections.ts';
import type { Store } from '../../store/open-store.ts';
import { secretNameOf } from './connection-secrets.ts';
import { livingState, type GrantStatus } from './grant-status.ts';

/** How things stand with the account that all people of a connection share: whether it was entered, and when it ends. */
export async function sharedStatus(store: Store, connection: StoredConnection): Promise<GrantStatus> {
  const { workspaceId, id: connectionId, authMode, site, settings, check } = connection;
  const name = secretNameOf(authMode, settings.tokenFrom);
  const secret = name && (await getConnectionSecret(store.db, { workspaceId, connectionId, name }));
  if (!secret) return { state: 'not_connected', site };
  const { account } = settings;
  const accountName = check?.account ?? account;
  const { expiresAt } = secret;
  return {
    state: livingState(expiresAt, await store.now()),
    site,
    ...(accountName !== undefined && { account: { id: account ?? accountName, name: accountName } }),
    ...(settings.scopes && { scopes: settings.scopes }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
