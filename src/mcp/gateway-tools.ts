import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import type { CallResult, Gateway, OutputFormat } from '../gateway/call.ts';
import { AppError } from '../kernel/app-error.ts';
import type { ApprovalQuestion } from './approval-question.ts';
import type { ConnectQuestion } from './connect-question.ts';
import type { ExchangeContext, ToolFeature } from './features.ts';
import { readAddress } from './read-address.ts';
import { resolveCall } from './resolve-call.ts';
import { createFlatSurface } from './surfaces/flat.ts';
import { createGroupedSurface } from './surfaces/grouped.ts';
import type { Surface } from './surfaces/surface.ts';

/** By the name that `?surface=` and profiles take; the first is the default. */
export type Surfaces = Readonly<Record<'flat' | 'grouped', Surface>>;

export function createSurfaces(): Surfaces {
  return { flat: createFlatSurface(), grouped: createGroupedSurface() };
}

/**
 * The gateway's operations as MCP tools. `knownGroups` is what `?toolsets=` may name.
 * A query with an unknown value, or a toolset that does not exist, raises `invalid_input`, in a list and in a call. `connecting` asks people to connect; absent
 * where nobody can be sent to a page of ours. `approving` asks them to approve a call; absent where nobody is asked.
 */
export function createGatewayTools(
  gateway: Gateway,
  surfaces: Surfaces,
  knownGroups: readonly string[],
  connecting?: ConnectQuestion,
  approving?: ApprovalQuestion,
): ToolFeature<ExchangeContext, CallToolResult | InputRequiredResult> {
  return {
    list: (context) => {
      const { caller } = context;
      const { surface, narrowing } = readAddress(context, gateway, surfaces, knownGroups);
      const connections = gateway.connections(caller, narrowing).map(({ slug }) => slug);
      return surface.tools(gateway.visible(caller, narrowing), { connections });
    },

    call: async (context, name, args) => {
      const { caller, signal } = context;
      const called = { ...context, name, args };
      const { resolved, narrowing } = resolveCall(called, gateway, surfaces, knownGroups);
      if (resolved === 'unknown tool') return failed(gateway.refuse(caller, name, narrowing).text);
      if (resolved instanceof AppError) return failed(gateway.refuse(caller, name, narrowing, resolved).text);
      // The state that a call comes back with is of one question.
      const answered = await approving?.resume(context, { name, args });
      const resumed = answered ?? (connecting ? await connecting.resume(context, { name, args }) : 'go_on');
      if (resumed instanceof AppError) return failed(gateway.refuse(caller, name, narrowing, resumed).text);
      if (resumed !== 'go_on') return resumed;
      const result = await gateway.call({ caller, narrowing, signal, ...resolved });
      const { connectUrl, approval } = result.ok ? {} : result.error.fields;
      const question =
        (connectUrl !== undefined && (await connecting?.ask(context, { name, args }, connectUrl))) ||
        (approval && (await approving?.ask(context, { name, args }, approval.id)));
      if (question) return question;
      return toToolResult(result, resolved.outputFormat);
    },
  };
}

function toToolResult(result: CallResult, outputFormat: OutputFormat): CallToolResult {
  if (!result.ok) return failed(result.text);
  if (result.structured === undefined) return { content: textContent(result.text) };
  // The protocol asks for the JSON as text too, for clients that hand on nothing else.
  const text = outputFormat === 'structured' ? JSON.stringify(result.structured) : result.text;
  return { content: textContent(text), structuredContent: result.structured };
}

function failed(text: string | undefined): CallToolResult {
  return { content: textContent(text), isError: true };
}

function textContent(text: string | undefined): CallToolResult['content'] {
  return text === undefined ? [] : [{ type: 'text', text }];
}
