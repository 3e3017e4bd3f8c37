import { Hono, type Context } from 'hono';
import { RequestScope } from '../mcp/request-scope.ts';
import type { McpHttpHandler } from '../mcp/http-handler.ts';
import { readTraceParent } from '../telemetry/traces/trace-parent.ts';
import type { Gate } from './gate.ts';
import { peerOf, type ClientAddress } from './client-address.ts';
import { jsonRpcError } from './json-rpc-error.ts';
import { mcpRoutes } from './mcp-routes.ts';
import { readJsonRpcBody } from './request-body.ts';

/** JSON-RPC's own range for what the server defines: refusals by HTTP rather than by the protocol. */
const serverError = -32_000;

export interface McpRouteParts {
  readonly gate: Gate;
  readonly mcp: McpHttpHandler;
  /** Whence a request comes; the other end of the connection when absent. */
  readonly clientAddress?: ClientAddress;
}

/**
 * One MCP address: who is it, may they be here, is it a POST, and only then the body.
 * `workspace`: the slug in the address; another workspace's address does not exist for a caller. `toolset`: a toolset of
 * the workspace, which narrows to the tools that it holds.
 */
export async function serveMcp(
  context: Context,
  workspace: string | undefined,
  { gate, mcp, clientAddress }: McpRouteParts,
  toolset?: string,
): Promise<Response> {
  const request = context.req.raw;
  const principal = await gate(request);
  if (principal instanceof Response) return principal;
  const { workspaceSlug, ...who } = principal;
  if (workspace !== undefined && workspace !== workspaceSlug) {
    return jsonRpcError(404, serverError, 'There is no such workspace, or this key does not belong to it');
  }
  if (request.method !== 'POST') {
    return jsonRpcError(
      405,
      serverError,
      'Method not allowed: MCP is spoken by POST here, without sessions',
      {
        allow: 'POST',
      },
    );
  }
  const query = narrowed(queryOf(request.url), toolset);
  if (!query) {
    return jsonRpcError(
      400,
      serverError,
      `The query of this address names another toolset than its path, "${toolset}"`,
    );
  }
  const read = await readJsonRpcBody(request);
  if (read instanceof Response) return read;
  const peer = peerOf(context);
  const ip = clientAddress ? clientAddress(request.headers, peer) : peer;
  const traceId = readTraceParent(request.headers.get('traceparent'))?.traceId;
  const scope = new RequestScope(
    {
      ...who,
      transport: 'http',
      ...(ip !== undefined && { ip }),
      ...(traceId !== undefined && { traceId }),
    },
    query,
  );
  return mcp.handle(request, scope, read.body);
}

/** The MCP addresses that offer one toolset of a workspace. */
export function createToolsetRoutes(parts: McpRouteParts): Hono {
  const app = new Hono({ strict: false });
  app.all(mcpRoutes.toolset, (context) =>
    serveMcp(context, context.req.param('workspace'), parts, context.req.param('toolset')),
  );
  return app;
}

/** A query only narrows, so that it cannot add to the toolset of the path; undefined where nothing would be left. */
function narrowed(query: URLSearchParams, toolset: string | undefined): URLSearchParams | undefined {
  if (toolset === undefined) return query;
  if (query.getAll('toolset').some((asked) => asked !== toolset)) return undefined;
  query.set('toolset', toolset);
  return query;
}

function queryOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start));
}
