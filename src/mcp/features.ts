import type {
  CallToolResult,
  CompleteRequestParams,
  CompleteResult,
  GetPromptResult,
  InputRequiredResult,
  Prompt,
  ReadResourceResult,
  Resource,
  ResourceTemplateType,
  ServerContext,
  Tool,
} from '@modelcontextprotocol/server';
import type { Caller } from '../gateway/call.ts';

/** What one request knows when it reaches a feature. */
export interface FeatureContext {
  readonly caller: Caller;
  /** Query of the MCP address: `surface`, `readonly`, `toolsets`, and `toolset` for the one of its path. */
  readonly query: URLSearchParams;
  readonly signal: AbortSignal;
}

/** The same with the protocol's own view of the request, for features that report progress or ask the person something. */
export interface ExchangeContext extends FeatureContext {
  readonly exchange: ServerContext;
}

/** What Weir's protocol server offers; the product fills it from the gateway, the conformance fixtures with their own. */
export interface ToolFeature<Context extends FeatureContext = FeatureContext, Result = CallToolResult> {
  /** In a stable order, and the same objects each time where nothing changed: each is serialized once. */
  list(context: Context): readonly Tool[] | Promise<readonly Tool[]>;
  call(context: Context, name: string, args: unknown): Promise<Result>;
}

export interface ResourceFeature<Context extends FeatureContext = FeatureContext> {
  list(context: Context): readonly Resource[] | Promise<readonly Resource[]>;
  templates(context: Context): readonly ResourceTemplateType[];
  /** `undefined` for an address that does not exist or is hidden from the caller. */
  read(context: Context, uri: string): Promise<ReadResourceResult | InputRequiredResult | undefined>;
  /** Only where a client can be told of changes; absent means the capability is not offered. */
  readonly subscriptions?: {
    subscribe(context: Context, uri: string): Promise<void>;
    unsubscribe(context: Context, uri: string): Promise<void>;
  };
}

export interface PromptFeature<Context extends FeatureContext = FeatureContext> {
  list(context: Context): readonly Prompt[] | Promise<readonly Prompt[]>;
  /** Raises `not_found` for an unknown prompt, `invalid_input` for missing arguments. */
  get(
    context: Context,
    name: string,
    args: Readonly<Record<string, string>>,
  ): Promise<GetPromptResult | InputRequiredResult>;
}

export type Complete = (context: FeatureContext, params: CompleteRequestParams) => Promise<CompleteResult>;

/** Everything one protocol server may offer. What is absent is neither advertised nor served. */
export interface Features {
  readonly tools: ToolFeature<ExchangeContext, CallToolResult | InputRequiredResult>;
  readonly resources?: ResourceFeature<ExchangeContext>;
  readonly prompts?: PromptFeature<ExchangeContext>;
  readonly complete?: Complete;
  /** Whether tools send log messages to the client (deprecated in the protocol since 2026-07-28). */
  readonly logging?: boolean;
  /** Whether clients hear of changed lists on `subscriptions/listen`. */
  readonly listChanged?: boolean;
}
