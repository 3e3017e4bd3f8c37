import type { Tool } from '@modelcontextprotocol/server';
import { AppError } from '../../kernel/app-error.ts';
import { parseArguments } from '../../gateway/parse-arguments.ts';
import type { Operation } from '../../operations/operation.ts';
import { annotations } from './annotations.ts';
import { closest } from './closest.ts';
import { checkNames, invalid, takeCommonArguments, withCommonArguments } from './common-arguments.ts';
import { argumentsSchema, type ArgumentsSchema } from './json-schema.ts';
import { mergeArguments } from './merge-schemas.ts';
import type { Surface } from './surface.ts';
import { createToolCache } from './tool-cache.ts';

/** One tool a group, with an `action` argument that lists what this caller may do; a group without actions has no tool. */
export function createGroupedSurface(): Surface {
  const cached = createToolCache();
  const schemas = new WeakMap<Operation, ArgumentsSchema>();

  const schemaOf = (operation: Operation): ArgumentsSchema => {
    const known = schemas.get(operation) ?? argumentsSchema(operation.grouped?.input ?? operation.input);
    schemas.set(operation, known);
    return known;
  };

  const surface: Surface = {
    tools: (operations, { connections }) =>
      [...Map.groupBy(operations, ({ group }) => group)].map(([group, members]) => {
        const actions = members.map(({ action }) => action);
        return cached([group, ...actions, '', ...connections].join(' '), () =>
          toolOf(group, members, schemaOf, connections),
        );
      }),

    isBehind: (toolName, { group }) => group === toolName,

    resolve: (operations, toolName, args) => {
      const members = operations.filter((one) => surface.isBehind(toolName, one));
      if (members.length === 0) return 'unknown tool';
      const common = takeCommonArguments(args);
      if (common instanceof AppError) return common;
      const { rest, ...options } = common;
      const { action, ...own } = rest;
      const operation = members.find((member) => member.action === action);
      if (!operation) return unknownAction(toolName, action, members);
      const known = Object.keys(schemaOf(operation).properties);
      const wrong = checkNames(own, known, `${toolName} ${operation.action}`);
      if (wrong) return wrong;
      const parsed = toInput(operation, own);
      return parsed instanceof AppError
        ? parsed
        : { operation, args: parsed.input, ...options, schemaAdvertised: false };
    },
  };
  return surface;
}

/** Where the grouped arguments differ, they are checked as the client sent them, so that errors name its own fields. */
function toInput(operation: Operation, args: unknown): { readonly input: unknown } | AppError {
  if (!operation.grouped) return { input: args };
  try {
    return { input: operation.grouped.toInput(parseArguments(operation.grouped.input, args)) };
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
}

function unknownAction(tool: string, action: unknown, members: readonly Operation[]): AppError {
  const actions = members.map((member) => member.action);
  const choice = `Use one of: ${actions.join(', ')}.`;
  if (action === undefined) return invalid(`Argument "action" of ${tool} is missing.`, choice);
  if (typeof action !== 'string') return invalid(`Argument "action" of ${tool} must be text.`, choice);
  const meant = closest(action, actions);
  const hint = meant ? ` (did you mean "${meant}"?)` : '';
  return invalid(`${tool} has no action "${action.slice(0, 64)}"${hint} for you.`, choice);
}

function toolOf(
  group: string,
  members: readonly Operation[],
  schemaOf: (operation: Operation) => ArgumentsSchema,
  connections: readonly string[],
): Tool {
  const own: ArgumentsSchema = {
    type: 'object',
    properties: {
      action: { type: 'string', enum: members.map(({ action }) => action) },
      ...mergeArguments(members.map(schemaOf)),
    },
    required: ['action'],
  };
  return {
    name: group,
    description: `Confluence ${group}. ${members.map((member) => signature(member, schemaOf(member))).join('; ')}.`,
    inputSchema: withCommonArguments(own, connections) as Tool['inputSchema'],
    annotations: annotations(`Confluence ${group}`, members),
  };
}

/** `get(id, bodyFormat?): get page metadata`. */
function signature({ action, title }: Operation, { properties, required = [] }: ArgumentsSchema): string {
  const names = Object.keys(properties).filter((name) => required.includes(name));
  return `${action}(${names.join(', ')}): ${title.toLowerCase()}`;
}
