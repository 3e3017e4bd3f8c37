import type { StoredConnection } from '../../store/connections.ts';
import type { Directory, DirectoryConnection } from '../directory.ts';
import type { CentralApp } from './client-apps.ts';

export interface ScopeParts {
  readonly directory: Pick<Directory, 'workspaces' | 'connections'>;
  readonly centralApp?: Pick<CentralApp, 'alwaysAsks'> | undefined;
  /** What the operations of a Cloud connection need, as its scope choice says. */
  readonly scopesOf: (connection: StoredConnection) => readonly string[];
}

/**
 * What a consent on a connection asks for. A new grant of an app replaces the scopes of the one before (facts:
 * confluence-api §12), so that the central app asks for what all connections in that mode need together.
 */
export function createRequestedScopes(
  parts: ScopeParts,
): (connection: DirectoryConnection) => readonly string[] {
  const { directory, centralApp, scopesOf } = parts;

  function central(): readonly string[] {
    const all = directory
      .workspaces()
      .flatMap(({ id }) => directory.connections(id))
      .filter(({ authMode }) => authMode === 'oauth_central');
    return [...all.flatMap((connection) => [...scopesOf(connection)]), ...(centralApp?.alwaysAsks ?? [])];
  }

  return (connection) => {
    const { platform, authMode } = connection;
    if (platform === 'datacenter') return [dataCenterScope(connection)];
    const wanted =
      authMode === 'oauth_central' ? [...scopesOf(connection), ...central()] : scopesOf(connection);
    // Without it there is no refresh token (facts: confluence-api §13).
    return [...new Set([...[...wanted].toSorted(), 'offline_access'])];
  };
}

/** Each scope of a Data Center includes those before it; Weir administers nothing there (facts: confluence-api §14). */
function dataCenterScope({ settings }: StoredConnection): 'READ' | 'WRITE' {
  const { scopeChoice, scopes } = settings;
  if (scopes) return scopes.includes('WRITE') ? 'WRITE' : 'READ';
  return scopeChoice === 'read-only' || scopeChoice === 'minimal' ? 'READ' : 'WRITE';
}
