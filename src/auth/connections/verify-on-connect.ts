import type { DirectoryConnection } from '../directory.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Connections } from './connections.ts';

/**
 * Connecting an account is the first call that a connection sees succeed, since Confluence is asked whose account it is:
 * from then on it is verified.
 */
export function verifyingOnConnect(
  upstream: Upstream,
  connections: Pick<Connections, 'noteSuccess'>,
): Upstream {
  async function noted<T>(connection: DirectoryConnection, connecting: Promise<T>): Promise<T> {
    const done = await connecting;
    await connections.noteSuccess(connection);
    return done;
  }
  return {
    ...upstream,
    redeem: (caller, connection, answer) => noted(connection, upstream.redeem(caller, connection, answer)),
    enter: (caller, connection, entered, expiresAt) =>
      noted(connection, upstream.enter(caller, connection, entered, expiresAt)),
  };
}
