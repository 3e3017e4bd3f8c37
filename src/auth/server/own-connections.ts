import type { GrantStatus, Upstream } from '../upstream/upstream.ts';
import { personalSignIn } from '../connect/personal-sign-in.ts';
import type { Directory, DirectoryConnection, Member } from '../directory.ts';

/** A connection of a workspace, seen by somebody who is about to let a client use it. */
export interface OwnConnectionState {
  readonly connection: DirectoryConnection;
  /** Absent where nobody signs in themself. */
  readonly status?: GrantStatus;
  /** What Confluence will be asked for when they connect; empty where there is nothing to connect. */
  readonly asked: readonly string[];
  /** They have to connect (again) before a client can use it. */
  readonly isMissing: boolean;
}

export async function ownConnections(
  {
    directory,
    grants,
  }: { readonly directory: Directory; readonly grants: Pick<Upstream, 'status' | 'requestedScopes'> },
  { workspaceId, personId }: Member,
): Promise<readonly OwnConnectionState[]> {
  return Promise.all(
    directory.connections(workspaceId).map(async (connection): Promise<OwnConnectionState> => {
      if (!personalSignIn(connection)) return { connection, asked: [], isMissing: false };
      const status = await grants.status({ workspaceId, userId: personId }, connection);
      const isMissing = status.state === 'not_connected' || status.state === 'reconnect_required';
      return {
        connection,
        status,
        isMissing,
        asked: isMissing ? grants.requestedScopes(connection) : (status.scopes ?? []),
      };
    }),
  );
}
