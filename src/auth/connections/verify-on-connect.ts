import type { DirectoryConnection } from '../directory.ts';
import type { GrantStatus, Upstream } from '../upstream/upstream.ts';
import type { Connections } from './connections.ts';

/**
 * Connecting an account is the first call that a connection sees succeed, since Confluence is asked whose account it is:
 * from then on it is verified. Where the person has to choose a site, nothing is known of the connection's before they did.
 */
export function verifyingOnConnect(
  upstream: Upstream,
  connections: Pick<Connections, 'noteSuccess'>,
): Upstream {
  async function noted(
    connection: DirectoryConnection,
    connecting: Promise<GrantStatus>,
  ): Promise<GrantStatus> {
    const status = await connecting;
    await connections.noteSuccess(connection);
    return status;
  }
  return {
    ...upstream,
    async redeem(caller, connection, answer) {
      const redeemed = await upstream.redeem(caller, connection, answer);
      if ('status' in redeemed) await connections.noteSuccess(connection);
      return redeemed;
    },
    chooseSite: (caller, connection, grantId, cloudId) =>
      noted(connection, upstream.chooseSite(caller, connection, grantId, cloudId)),
    enter: (caller, connection, entered, expiresAt) =>
      noted(connection, upstream.enter(caller, connection, entered, expiresAt)),
  };
}
