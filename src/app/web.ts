import type { Hono } from 'hono';
import { createHttpApp } from '../http/app.ts';
import type { ClientAddress } from '../http/client-address.ts';
import type { Gate } from '../http/gate.ts';
import { createToolsetRoutes } from '../http/mcp-route.ts';
import { requireScopes } from '../http/step-up.ts';
import { version } from '../kernel/version.ts';
import { calledOperation } from '../mcp/called-operation.ts';
import { createMcpHttpHandler } from '../mcp/http-handler.ts';
import { catalogue, groups } from '../operations/catalogue.ts';
import type { SignedIn } from '../pages/page.ts';
import { startPage } from '../pages/start-page.ts';
import type { Composition } from './compose.ts';
import type { Foundation } from './foundation.ts';

export interface WebSettings {
  readonly foundation: Foundation;
  readonly composition: Composition;
  readonly gate: Gate;
  /** Called once, when the first request is to be answered. */
  readonly mounts: () => readonly Hono[];
  /** Names without ports under which people reach this server, besides the loopback names. */
  readonly hostnames: readonly string[];
  /** Weir's own address, once it listens. */
  readonly address: () => string;
  readonly clientAddress: ClientAddress;
  /** Whose browser a request comes from. */
  signedIn(request: Request): Promise<SignedIn | undefined>;
  /** Whether calls can be served now. */
  ready(): Promise<boolean>;
  /** Shown on the start page of the demo. */
  readonly sandboxUrl?: string;
}

/** What answers the requests of a server. */
export interface Web {
  readonly fetch: Hono['fetch'];
  /** Lets calls in flight finish for at most `graceMs` milliseconds, then ends them and every stream. */
  close(graceMs: number): Promise<void>;
}

/** MCP and the pages over HTTP. */
export function createWeb(settings: WebSettings): Web {
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
    mounts: [createToolsetRoutes({ gate, mcp, clientAddress }), ...settings.mounts()],
    ...(downloads && { download: (ticket, signal) => downloads.fetch(ticket, signal) }),
    log,
    traces,
    clock,
  });
  return { fetch: app.fetch, close: (graceMs) => mcp.close(graceMs) };
}
