import type { OutputFormat } from '../../gateway/call.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { ArgumentsSchema, JsonSchema } from './json-schema.ts';
import { closest } from './closest.ts';

const outputFormats: readonly OutputFormat[] = ['verbose', 'structured', 'both'];

/** Arguments that every tool takes beside its own, whatever the surface. */
export function withCommonArguments(own: ArgumentsSchema, connections: readonly string[]): ArgumentsSchema {
  const several = connections.length > 1;
  return {
    type: 'object',
    properties: {
      ...own.properties,
      outputFormat: { type: 'string', enum: outputFormats, default: 'verbose' },
      ...(several && { connection: { type: 'string', enum: connections } satisfies JsonSchema }),
    },
    ...requiredOf([...(own.required ?? []), ...(several ? ['connection'] : [])]),
  };
}

function requiredOf(names: readonly string[]): { required?: readonly string[] } {
  return names.length > 0 ? { required: names } : {};
}

export interface CommonArguments {
  readonly outputFormat: OutputFormat;
  readonly connection?: string;
  /** The tool's own arguments. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/**
 * Takes the common arguments out, and arguments that are null: some clients must name every argument they know.
 * `invalid_input` where the common ones or the arguments as a whole have a wrong type.
 */
export function takeCommonArguments(args: unknown): CommonArguments | AppError {
  if (args !== undefined && args !== null && (typeof args !== 'object' || Array.isArray(args)))
    return invalid('The arguments must be an object.', 'Send {"name": value, …}.');
  const given = Object.entries(args ?? {}).filter(([, value]) => value !== null);
  const {
    outputFormat = 'verbose',
    connection,
    ...rest
  }: Record<string, unknown> = Object.fromEntries(given);
  const format = outputFormats.find((known) => known === outputFormat);
  if (!format)
    return invalid('Argument "outputFormat" is unknown.', `Use one of: ${outputFormats.join(', ')}.`);
  if (connection === undefined) return { outputFormat: format, rest };
  if (typeof connection !== 'string')
    return invalid('Argument "connection" must be the short name of a connection.', 'Send it as text.');
  return { outputFormat: format, connection, rest };
}

/** Names the arguments that are not among `known`, each with the one that was probably meant. */
export function checkNames(
  args: Readonly<Record<string, unknown>>,
  known: readonly string[],
  of: string,
): AppError | undefined {
  const unknown = Object.keys(args).filter((name) => !known.includes(name));
  if (unknown.length === 0) return undefined;
  const named = unknown.slice(0, 5).map((name) => {
    const meant = closest(name, [...known, 'outputFormat', 'connection']);
    return `"${name.slice(0, 64)}"${meant ? ` (did you mean "${meant}"?)` : ''}`;
  });
  return invalid(
    `Unknown argument ${named.join(', ')}.`,
    known.length > 0 ? `${of} takes: ${known.join(', ')}.` : `${of} takes no arguments.`,
  );
}

export function invalid(message: string, nextStep: string): AppError {
  return new AppError('invalid_input', message, { nextStep });
}
