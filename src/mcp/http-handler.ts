import { createMcpHandler, type ServerNotifier } from '@modelcontextprotocol/server';
import type { Log } from '../telemetry/log.ts';
import type { Protocol } from './protocol.ts';
import { fromAuthInfo, toAuthInfo, type RequestScope } from './request-scope.ts';

export interface McpHttpHandler {
  /** Answers one POST whose body is already read, bounded and parsed; anything else gets 405. Both eras, no sessions. */
  handle(request: Request, scope: RequestScope, body: unknown): Promise<Response>;
  /** Tells the holders of `subscriptions/listen` streams on this process. */
  readonly notify: ServerNotifier;
  /** Lets calls in flight finish for at most `graceMs`, then aborts the rest and ends every stream. */
  close(graceMs: number): Promise<void>;
}

/** Streamable HTTP, 2026-07-28 and the 2025 versions, without sessions: any replica can answer any request. */
export function createMcpHttpHandler(protocol: Protocol, log: Log): McpHttpHandler {
  const handler = createMcpHandler(({ authInfo }) => protocol.serve(fromAuthInfo(authInfo)), {
    legacy: 'stateless',
    onerror: (error) => log.debug('mcp.request_rejected', { detail: error.message }),
  });
  return {
    handle: (request, scope, body) =>
      handler.fetch(request, {
        authInfo: toAuthInfo(scope),
        ...(body !== undefined && { parsedBody: body }),
      }),
    notify: handler.notify,
    async close(graceMs) {
      await protocol.calls.idle(graceMs);
      // The answers of the calls that just ended are handed to the transport in this turn of the loop.
      await new Promise((resolve) => setImmediate(resolve));
      await handler.close();
    },
  };
}
