import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import type { Caller } from '../gateway/call.ts';

/** What one request knows when it reaches a feature. */
export interface FeatureContext {
  readonly caller: Caller;
  /** Query of the MCP address: `surface`, `readonly`, `toolsets`. */
  readonly query: URLSearchParams;
  readonly signal: AbortSignal;
}

/** What Weir's protocol server offers; the product fills it from the gateway, the conformance fixtures with their own. */
export interface ToolFeature {
  list(context: FeatureContext): readonly Tool[] | Promise<readonly Tool[]>;
  call(context: FeatureContext, name: string, args: unknown): Promise<CallToolResult>;
}
