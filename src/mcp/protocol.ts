import { Server, type ServerCapabilities, type ServerOptions } from '@modelcontextprotocol/server';
import type { Features } from './features.ts';
import { installHandlers } from './handlers.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import type { Log } from '../telemetry/log.ts';
import type { Traces } from '../telemetry/traces/traces.ts';
import type { RequestScope } from './request-scope.ts';
import type { HeldTools } from './held-tools.ts';

export interface ServerIdentity {
  /** Stamped into every 2026-07-28 result (facts: mcp §2.3.3), so: three short words and no icons. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** How the tools relate; read by models, short. */
  readonly instructions?: string;
}

export interface ServeOptions {
  /** Takes the tools of a `tools/list`, whose result is then empty: for a transport that writes them itself. */
  readonly held?: HeldTools;
}

/** Weir's MCP server before a transport is chosen. */
export interface Protocol {
  /** A server for one HTTP request or one stdio connection; both protocol eras. Cheap: schemas and lists are prebuilt. */
  serve(scope: RequestScope, options?: ServeOptions): Server;
  readonly calls: InFlight;
}

// Lists depend on who asks, and a policy may change at any time: private, and asked for again after a minute.
const listHint = { ttlMs: 60_000, cacheScope: 'private' } as const;

/**
 * One factory for every transport and era, on the low-level server: the SDK's own registry would build schemas again
 * on each request (facts: mcp §2.4). Nothing that a feature throws reaches the client verbatim.
 */
export function createProtocol(
  features: Features,
  identity: ServerIdentity,
  log: Log,
  traces?: Traces,
): Protocol {
  const { instructions, ...serverInfo } = identity;
  const options: ServerOptions = {
    capabilities: capabilitiesOf(features),
    cacheHints: {
      'tools/list': listHint,
      'prompts/list': listHint,
      'resources/list': listHint,
      'resources/templates/list': listHint,
      'server/discover': listHint,
    },
    ...(instructions !== undefined && { instructions }),
  };
  const calls = createInFlight();
  return {
    calls,
    serve(scope, { held } = {}) {
      const server = new Server(serverInfo, options);
      // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK's callback, not an event target
      server.onerror = (error) => log.debug('mcp.fault_reported', { detail: error.message });
      installHandlers(server, features, { scope, log, traces, calls, ...(held && { held }) });
      return server;
    },
  };
}

function capabilitiesOf({
  resources,
  prompts,
  complete,
  logging,
  listChanged,
}: Features): ServerCapabilities {
  const changes = listChanged ? { listChanged: true } : {};
  return {
    tools: changes,
    ...(resources && { resources: { ...changes, ...(resources.subscriptions && { subscribe: true }) } }),
    ...(prompts && { prompts: changes }),
    ...(complete && { completions: {} }),
    ...(logging && { logging: {} }),
  };
}
