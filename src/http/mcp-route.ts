import type { Context } from 'hono';
import { RequestScope } from '../mcp/request-scope.ts';
import type { McpHttpHandler } from '../mcp/http-handler.ts';
import type { Gate } from './gate.ts';
import { jsonRpcError } from './json-rpc-error.ts';
import { readJsonRpcBody } from './request-body.ts';

/** JSON-RPC's own range for what the server defines: refusals by HTTP rather than by the protocol. */
const serverError = -32_000;

/**
 * One MCP address: who is it, may they be here, is it a POST, and only then the body.
 * `workspace`: the slug in the address; another workspace's address does not exist for a caller.
 */
export async function serveMcp(
  context: Context,
  workspace: string | undefined,
  { gate, mcp }: { readonly gate: Gate; readonly mcp: McpHttpHandler },
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
  const read = await readJsonRpcBody(request);
  if (read instanceof Response) return read;
  const scope = new RequestScope({ ...who, transport: 'http' }, queryOf(request.url));
  return mcp.handle(request, scope, read.body);
}

function queryOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start));
}
