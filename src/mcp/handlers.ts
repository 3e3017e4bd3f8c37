import {
  ProtocolError,
  ResourceNotFoundError,
  type HandlerResultTypeMap,
  type RequestMethod,
  type RequestTypeMap,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { withClientInfo } from './client-info.ts';
import { traceParentOf, withTraceId } from './trace-context.ts';
import { failedToolResult, safeFailure, toProtocolError } from './failures.ts';
import type { ExchangeContext, Features, PromptFeature, ResourceFeature } from './features.ts';
import type { InFlight } from './in-flight.ts';
import type { Log } from '../telemetry/log.ts';
import type { Traces } from '../telemetry/traces/traces.ts';
import type { RequestScope } from './request-scope.ts';
import type { HeldTools } from './held-tools.ts';

export interface Serving {
  readonly scope: RequestScope;
  readonly log: Log;
  readonly traces: Traces | undefined;
  readonly calls: InFlight;
  readonly held?: HeldTools;
}

type Handler<M extends RequestMethod> = (
  context: ExchangeContext,
  request: RequestTypeMap[M],
) => HandlerResultTypeMap[M] | Promise<HandlerResultTypeMap[M]>;

/** Puts one method on the server with the caller resolved and failures made safe. */
type Handle = <M extends RequestMethod>(method: M, handler: Handler<M>) => void;

/** Fills a server with what the features offer. */
export function installHandlers(server: Server, features: Features, serving: Serving): void {
  const { tools, resources, prompts, complete } = features;
  const contextOf = (exchange: ServerContext): ExchangeContext => ({
    caller: withTraceId(withClientInfo(serving.scope.caller, server, exchange), exchange),
    query: serving.scope.query,
    signal: exchange.mcpReq.signal,
    exchange,
  });

  // The one method whose failures are results, so that the model reads them.
  server.setRequestHandler('tools/call', (request, exchange) => {
    const call = async () => {
      try {
        const { name, arguments: args } = request.params;
        return await tools.call(contextOf(exchange), name, args ?? {});
      } catch (thrown) {
        const failure = safeFailure(thrown, 'tools/call', serving.log);
        if (failure instanceof ProtocolError) throw failure;
        return failedToolResult(failure);
      }
    };
    const { traces, calls } = serving;
    return calls.track(traces ? traces.under(traceParentOf(exchange), call) : call());
  });

  const handle: Handle = (method, handler) => {
    server.setRequestHandler(method, async (request, exchange) => {
      try {
        return await handler(contextOf(exchange), request);
      } catch (thrown) {
        const failure = safeFailure(thrown, method, serving.log);
        throw failure instanceof ProtocolError ? failure : toProtocolError(failure);
      }
    });
  };
  handle('tools/list', async (context) => {
    const list = await tools.list(context);
    if (!serving.held) return { tools: [...list] };
    serving.held.tools = list;
    return { tools: [] };
  });
  if (resources) handleResources(handle, resources);
  if (prompts) handlePrompts(handle, prompts);
  if (complete) handle('completion/complete', (context, { params }) => complete(context, params));
}

function handleResources(handle: Handle, resources: ResourceFeature<ExchangeContext>): void {
  const { subscriptions } = resources;
  handle('resources/list', async (context) => ({ resources: [...(await resources.list(context))] }));
  handle('resources/templates/list', (context) => ({ resourceTemplates: [...resources.templates(context)] }));
  handle('resources/read', async (context, { params }) => {
    const result = await resources.read(context, params.uri);
    if (result === undefined) throw new ResourceNotFoundError(params.uri);
    return result;
  });
  if (!subscriptions) return;
  handle('resources/subscribe', async (context, { params }) => {
    await subscriptions.subscribe(context, params.uri);
    return {};
  });
  handle('resources/unsubscribe', async (context, { params }) => {
    await subscriptions.unsubscribe(context, params.uri);
    return {};
  });
}

function handlePrompts(handle: Handle, prompts: PromptFeature<ExchangeContext>): void {
  handle('prompts/list', async (context) => ({ prompts: [...(await prompts.list(context))] }));
  handle('prompts/get', (context, { params }) => prompts.get(context, params.name, params.arguments ?? {}));
}
