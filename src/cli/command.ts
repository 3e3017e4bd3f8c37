import { renderUsage, runCommand, type ArgsDef, type CommandDef } from 'citty';
import { AppError } from '../kernel/app-error.ts';

export interface Command {
  run(words: readonly string[]): Promise<void>;
  usage(): Promise<string>;
}

/** A command whose misspelt options are refused instead of ignored. `notes`: lines below what `--help` says of the options. */
export function command<const T extends ArgsDef>(
  definition: CommandDef<T> & { readonly args: T },
  notes: readonly string[] = [],
): Command {
  return {
    async run(words) {
      refuseUnknownOptions(words, definition.args);
      await runCommand(definition, { rawArgs: [...words] });
    },
    usage: async () => {
      const usage = await renderUsage(definition, { meta: { name: 'weir' } });
      return notes.length === 0 ? usage : [usage.trimEnd(), '', ...notes].join('\n');
    },
  };
}

function refuseUnknownOptions(rawArgs: readonly string[], args: ArgsDef): void {
  const known = new Set(Object.keys(args));
  const positionals = Object.values(args).filter((arg) => arg.type === 'positional').length;
  let free = 0;
  for (let index = 0; index < rawArgs.length; index += 1) {
    const word = rawArgs[index] ?? '';
    if (!word.startsWith('--')) {
      free += 1;
      if (free > positionals) throw usageError(`Unexpected argument "${word}".`);
      continue;
    }
    const [name = '', value] = word.slice(2).split('=', 2);
    const definition = args[name] ?? args[name.replace(/^no-/, '')];
    if (!definition || !(known.has(name) || definition.type === 'boolean'))
      throw usageError(`Unknown option --${name}.`);
    if (definition.type === 'boolean' || value !== undefined) continue;
    const next = rawArgs[index + 1];
    if (next === undefined || next.startsWith('--')) throw usageError(`Option --${name} needs a value.`);
    index += 1;
  }
}

/** A command that cannot be run as it was written. */
export function usageError(message: string): AppError {
  return new AppError('invalid_input', message, {
    nextStep: 'Run the command with --help to see what it takes.',
  });
}

/** `--port` as a number from 0 (any free port) to 65535. Raises `invalid_input`. */
export function portOption(value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const port = Number(value);
  if (/^\d+$/.test(value) && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw usageError(`Option --port takes a number from 0 to 65535, not "${value}".`);
}

/** Resolves at SIGINT or SIGTERM, once. */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}

export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}
