import type { AppError } from '../../kernel/app-error.ts';
import type { Log } from '../../telemetry/log.ts';
import type { DirectoryConnection } from '../directory.ts';
import { isShared } from '../upstream/way.ts';
import { isNews } from './call-news.ts';
import type { Connections } from './connections.ts';

/** What a call showed of an account: undefined where the site took it, else how it was refused. Never raises. */
export type Heard = (refusal: AppError | undefined) => Promise<void>;

/**
 * Keeps with a connection what calls show of the account that all its people share, so that administrators see when the
 * site has stopped taking it, and when it takes it again. Written once where that changes: every other call finds in memory
 * that it is known. Undefined for connections on which people use accounts of their own.
 */
export function watchSharedAccounts({
  connections,
  log,
}: {
  readonly connections: Pick<Connections, 'noteSuccess' | 'noteRefusal'>;
  readonly log: Log;
}): (connection: DirectoryConnection) => Heard | undefined {
  /** As the directory has them: what is written makes it read them anew. */
  const written = new WeakSet<DirectoryConnection>();
  return (connection) => {
    if (!isShared(connection)) return undefined;
    return async (refusal) => {
      if (!isNews(connection, refusal) || written.has(connection)) return;
      written.add(connection);
      try {
        await (refusal ? connections.noteRefusal(connection, refusal) : connections.noteSuccess(connection));
      } catch (error) {
        written.delete(connection);
        log.warn('connection.not_noted', { connectionId: connection.id, error });
      }
    };
  };
}
