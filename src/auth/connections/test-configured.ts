import type { Log } from '../../telemetry/log.ts';
import type { StoredConnection } from '../../store/connections.ts';
import { systemActor } from '../administration/change.ts';
import type { Connections } from './connections.ts';

/**
 * Tests the connections of the configuration file one after another, once Weir serves: a site that is down must not keep the
 * start waiting. Never rejects; ends at once when it is told to stop, whatever a site is about to answer.
 */
export async function testConfigured(
  tested: Pick<Connections, 'test'>,
  connections: readonly StoredConnection[],
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  async function test(connection: StoredConnection): Promise<void> {
    const { slug } = connection;
    try {
      const { state, check } = await tested.test(systemActor, connection);
      if (state === 'failed') log.warn('connection.test_failed', { slug, verdict: check?.verdict });
    } catch (error) {
      if (!signal.aborted) log.warn('connection.test_failed', { slug, error });
    }
  }
  for (const connection of connections) {
    if (signal.aborted) return;
    await Promise.race([test(connection), stopped]);
  }
}
