import type { Gateway } from '../gateway/call.ts';
import { listen, type Address } from '../http/listen.ts';
import { createWeb, type Web, type WebSettings } from './web.ts';

/** How long calls in flight may take once Weir was told to stop, in milliseconds. */
const graceMs = 10_000;

/** Whoever waits for the start is told first; then what the first request needs is made ready. Milliseconds. */
const readiedAfterMs = 100;

export interface ServeSettings extends WebSettings {
  /** Where to listen. */
  readonly listenOn: Address;
  /** Before the first request. */
  onListening(url: string): void;
  /** After the last one, while the database is open. */
  onDrained?(): Promise<void>;
}

export interface RunningWeir {
  readonly mcpUrl: string;
  readonly consoleUrl: string;
  readonly gateway: Gateway;
  /** Stops accepting, lets calls finish, commits the record, closes the database. */
  close(): Promise<void>;
}

/** Serves MCP and the pages over HTTP. Raises `configuration` when it cannot listen. */
export async function serve(settings: ServeSettings): Promise<RunningWeir> {
  const { foundation, address } = settings;
  const { log } = foundation;
  let web: Web | undefined;
  // Loading and making it takes as long as a quarter of the start.
  const ready = (): Web => (web ??= createWeb(settings));
  const listener = await listen(
    { fetch: (request, bindings) => ready().fetch(request, bindings) },
    settings.listenOn,
  );
  settings.onListening(listener.url);
  const readying = setTimeout(() => {
    listener.prepare();
    ready();
  }, readiedAfterMs).unref();
  log.info('server.started', { port: listener.port });
  return {
    mcpUrl: `${address()}/mcp`,
    consoleUrl: `${address()}/console/`,
    gateway: settings.composition.gateway,
    async close() {
      clearTimeout(readying);
      await listener.close(async () => web?.close(graceMs));
      await settings.onDrained?.();
      await foundation.close();
      log.info('server.stopped');
    },
  };
}
