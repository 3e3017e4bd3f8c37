import { createMcpHandler, type ServerNotifier } from '@modelcontextprotocol/server';
import type { Log } from '../telemetry/log.ts';
import type { Protocol } from './protocol.ts';
import { fromAuthInfo, toAuthInfo } from './carried-request.ts';
import type { RequestScope } from './request-scope.ts';
import { withHeldTools, type HeldTools } from './held-tools.ts';

export interface McpHttpHandler {
  /** Answers one POST whose body is already read, bounded and parsed. */
  handle(request: Request, scope: RequestScope, body: object): Promise<Response>;
  /** Tells the holders of `subscriptions/listen` streams on this process. */
  readonly notify: ServerNotifier;
  /** Lets calls in flight finish for at most `graceMs`, then aborts the rest and ends every stream. */
  close(graceMs: number): Promise<void>;
}

/** Streamable HTTP, 2026-07-28 and the 2025 versions, without sessions: any replica can answer any request. */
export function createMcpHttpHandler(protocol: Protocol, log: Log): McpHttpHandler {
  const handler = createMcpHandler(
    ({ authInfo, era }) => {
      const { scope, held } = fromAuthInfo(authInfo);
      // A 2025 answer is an event stream, written by the SDK with its list inside.
      return protocol.serve(scope, era === 'modern' ? { held } : {});
    },
    {
      legacy: 'stateless',
      onerror: (error) => log.debug('mcp.request_rejected', { detail: error.message }),
    },
  );
  let closed = false;
  return {
    async handle(request, scope, body) {
      if (closed) return new Response(null, { status: 503, headers: { 'retry-after': '1' } });
      const held: HeldTools = {};
      const authInfo = toAuthInfo({ scope, held });
      const response = await handler.fetch(request, { authInfo, parsedBody: body });
      return held.tools ? withHeldTools(response, held.tools) : response;
    },
    notify: handler.notify,
    async close(graceMs) {
      await protocol.calls.idle(graceMs);
      // The answers of the calls that just ended are handed to the transport in this turn of the loop.
      await new Promise((resolve) => setImmediate(resolve));
      closed = true;
      await handler.close();
    },
  };
}
