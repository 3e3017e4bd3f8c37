import { z } from 'zod';
import { metadataUrlOf, resourceOfPath } from '../auth/server/resource.ts';
import { scopeOf, weirScopes, type WeirScope } from '../auth/server/scopes.ts';
import type { Caller } from '../gateway/call.ts';
import type { McpHttpHandler } from '../mcp/http-handler.ts';
import type { Operation } from '../operations/operation.ts';
import { bearerChallenge } from './bearer-challenge.ts';
import { jsonRpcError } from './json-rpc-error.ts';

/** The operation that a tool call means, among those that the caller may use at all; undefined where it means none. */
export type CalledOperation = (
  caller: Caller,
  query: URLSearchParams,
  toolName: string,
  args: unknown,
) => Operation | undefined;

const toolCall = z.object({
  method: z.literal('tools/call'),
  params: z.object({ name: z.string(), arguments: z.unknown() }),
});

/**
 * Asks for a wider token before a call is run, where the client's does not reach for what the operation does: 403 with all
 * scopes that the client then needs in one challenge (MCP authorization, "Scope Challenge Handling"). Tools stay listed,
 * so that a client learns of them. Keys and stdio have no scopes and pass.
 */
export function requireScopes(
  mcp: McpHttpHandler,
  parts: { readonly calledOperation: CalledOperation; address(): string },
): McpHttpHandler {
  return {
    ...mcp,
    handle: async (request, scope, body) => {
      const { caller, query } = scope;
      const missing = missingScope(caller, () => {
        const call = toolCall.safeParse(body);
        if (!call.success) return undefined;
        const { name, arguments: args } = call.data.params;
        return parts.calledOperation(caller, query, name, args ?? {});
      });
      if (missing === undefined) return mcp.handle(request, scope, body);
      const needed = weirScopes.filter((one) => one === missing || caller.scopes?.includes(one));
      const resource = resourceOfPath(new URL(request.url).pathname, parts.address());
      return jsonRpcError(
        403,
        -32_001,
        `This call needs the scope ${missing}, which the token does not have`,
        {
          'www-authenticate': bearerChallenge({
            error: 'insufficient_scope',
            scope: needed.join(' '),
            ...(resource && { resource_metadata: metadataUrlOf(resource, parts.address()) }),
            error_description: `This call needs ${missing}`,
          }),
        },
      );
    },
  };
}

function missingScope({ scopes }: Caller, called: () => Operation | undefined): WeirScope | undefined {
  if (!scopes) return undefined;
  const operation = called();
  const needed = operation && scopeOf(operation.effect);
  return needed === undefined || scopes.includes(needed) ? undefined : needed;
}
