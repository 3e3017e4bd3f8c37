import type { Hono } from 'hono';
import type { Gateway } from '../gateway/call.ts';
import { createHttpApp } from '../http/app.ts';
import type { Gate } from '../http/gate.ts';
import { listen, type Address } from '../http/listen.ts';
import { createToolsetRoutes } from '../http/mcp-route.ts';
import { requireScopes } from '../http/step-up.ts';
import { version } from '../kernel/version.ts';
import { calledOperation } from '../mcp/called-operation.ts';
import { createMcpHttpHandler } from '../mcp/http-handler.ts';
import { catalogue, groups } from '../operations/catalogue.ts';
import type { ClientAddress } from '../http/client-address.ts';
import type { SignedIn } from '../pages/page.ts';
import { startPage } from '../pages/start-page.ts';
import type { Composition } from './compose.ts';
import type { Foundation } from './foundation.ts';

/** How long calls in flight may take once Weir was told to stop, in milliseconds. */
const graceMs = 10_000;

export interface ServeSettings {
  readonly foundation: Foundation;
  readonly composition: Composition;
  readonly gate: Gate;
  readonly mounts: readonly Hono[];
  /** Names without ports under which people reach this server, besides the loopback names. */
  readonly hostnames: readonly string[];
  /** Where to listen. */
  readonly listenOn: Address;
  /** Weir's own address, once `onListening` told where it listens. */
  readonly address: () => string;
  onListening(url: string): void;
  readonly clientAddress: ClientAddress;
  /** Whose browser a request comes from. */
  signedIn(request: Request): Promise<SignedIn | undefined>;
  /** Whether calls can be served now. */
  ready(): Promise<boolean>;
  /** Shown on the start page of the demo. */
  readonly sandboxUrl?: string;
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
  const { foundation, gate, address, clientAddress } = settings;
  const { gateway, protocol, surfaces, downloads } = settings.composition;
  const { log, clock, traces } = foundation;
  const mcp = requireScopes(createMcpHttpHandler(protocol, log), {
    calledOperation: calledOperation(gateway, surfaces, groups),
    address,
  });
  const app = createHttpApp({
    gate,
    mcp,
    clientAddress,
    hostnames: settings.hostnames,
    ready: () => settings.ready(),
    async startPage(request) {
      const signedIn = await settings.signedIn(request);
      return startPage({
        mcpUrl: `${address()}/mcp`,
        version,
        tools: catalogue.map(({ name, title }) => ({ name, title })),
        ...(settings.sandboxUrl !== undefined && { sandboxUrl: settings.sandboxUrl }),
        ...(signedIn && { signedIn }),
      });
    },
    mounts: [createToolsetRoutes({ gate, mcp, clientAddress }), ...settings.mounts],
    ...(downloads && { download: (ticket, signal) => downloads.fetch(ticket, signal) }),
    log,
    traces,
    clock,
  });
  const listener = await listen(app, settings.listenOn);
  settings.onListening(listener.url);
  log.info('server.started', { port: listener.port });
  return {
    mcpUrl: `${address()}/mcp`,
    consoleUrl: `${address()}/console/`,
    gateway,
    async close() {
      await listener.close(() => mcp.close(graceMs));
      await foundation.close();
      log.info('server.stopped');
    },
  };
}
