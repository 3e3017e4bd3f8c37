import { createKeyAuthenticator } from '../auth/key-authenticator.ts';
import type { Credentials, Gateway } from '../gateway/call.ts';
import { bearerGate } from '../http/gate.ts';
import { createHttpApp } from '../http/app.ts';
import { listen, type Address } from '../http/listen.ts';
import { version } from '../kernel/version.ts';
import { createMcpHttpHandler } from '../mcp/http-handler.ts';
import { catalogue } from '../operations/catalogue.ts';
import { startPage } from '../pages/start-page.ts';
import { compose } from './compose.ts';
import type { Foundation } from './foundation.ts';

/** How long calls in flight may take once Weir was told to stop, in milliseconds. */
const graceMs = 10_000;

export interface ServeSettings {
  readonly foundation: Foundation;
  readonly credentials: Credentials;
  profileOf: Parameters<typeof compose>[1]['profileOf'];
  readonly address: Address;
  /** Under which people reach this server; its own address unless given. */
  readonly publicUrl?: string;
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
  const { foundation, credentials, profileOf, publicUrl } = settings;
  const { log, store, clock } = foundation;
  let ownUrl = '';
  const address = (): string => publicUrl ?? ownUrl;
  const { gateway, protocol, downloads } = compose(foundation, { credentials, profileOf, address });
  const findHolder = createKeyAuthenticator(store, clock);
  const mcp = createMcpHttpHandler(protocol, log);
  const app = createHttpApp({
    gate: bearerGate(async (key) => {
      const holder = await findHolder(key);
      return (
        holder && {
          workspaceId: holder.workspaceId,
          workspaceSlug: holder.workspaceSlug,
          userId: holder.personId,
          userName: holder.personName,
          agentId: holder.agentId,
        }
      );
    }, log),
    mcp,
    hostnames: publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
    ready: () =>
      store.now().then(
        () => true,
        () => false,
      ),
    startPage: () =>
      startPage({
        mcpUrl: `${address()}/mcp`,
        version,
        tools: catalogue.map(({ name, title }) => ({ name, title })),
        ...(settings.sandboxUrl !== undefined && { sandboxUrl: settings.sandboxUrl }),
      }),
    ...(downloads && { download: (ticket, signal) => downloads.fetch(ticket, signal) }),
    log,
    clock,
  });
  const listener = await listen(app, settings.address);
  ownUrl = listener.url;
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
