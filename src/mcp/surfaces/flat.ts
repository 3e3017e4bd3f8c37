import type { Tool } from '@modelcontextprotocol/server';
import type { Operation } from '../../operations/operation.ts';
import { annotations } from './annotations.ts';
import { checkNames, takeCommonArguments, withCommonArguments } from './common-arguments.ts';
import { argumentsSchema, type ArgumentsSchema } from './json-schema.ts';
import type { Surface } from './surface.ts';
import { AppError } from '../../kernel/app-error.ts';
import { createToolCache } from './tool-cache.ts';

/**
 * One tool an operation. No output schema is advertised: it would bind every answer to structured content, and clients
 * that hand only that on would show a model ids instead of the page (docs/decisions/0005-no-output-schemas.md).
 */
export function createFlatSurface(): Surface {
  const cached = createToolCache();
  const schemas = new WeakMap<Operation, ArgumentsSchema>();

  const schemaOf = (operation: Operation): ArgumentsSchema => {
    const known = schemas.get(operation) ?? argumentsSchema(operation.input);
    schemas.set(operation, known);
    return known;
  };

  const surface: Surface = {
    tools: (operations, { connections }) =>
      operations.map((operation) =>
        cached([operation.name, ...connections].join(' '), () =>
          toolOf(operation, schemaOf(operation), connections),
        ),
      ),

    isBehind: (toolName, { name }) => name === toolName,

    resolve: (operations, toolName, args) => {
      const operation = operations.find((one) => surface.isBehind(toolName, one));
      if (!operation) return 'unknown tool';
      const common = takeCommonArguments(args);
      if (common instanceof AppError) return common;
      const { rest, ...options } = common;
      const wrong = checkNames(rest, Object.keys(schemaOf(operation).properties), operation.name);
      return wrong ?? { operation, args: rest, ...options, schemaAdvertised: false };
    },
  };
  return surface;
}

function toolOf(operation: Operation, schema: ArgumentsSchema, connections: readonly string[]): Tool {
  return {
    name: operation.name,
    description: operation.description,
    inputSchema: withCommonArguments(schema, connections) as Tool['inputSchema'],
    annotations: annotations(operation.title, [operation]),
  };
}
