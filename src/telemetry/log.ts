import { pino, type DestinationStream } from 'pino';
import { AppError } from '../kernel/app-error.ts';
import { redact } from './redact.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** `thing.past_verb`, a constant in the source: `store.opened`, `record.commit_failed`. What varies goes into the fields. */
export type EventName = `${Lowercase<string>}.${Lowercase<string>}`;

/** Names and numbers of an event; never page content, arguments or credentials. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  debug(event: EventName, fields?: LogFields): void;
  info(event: EventName, fields?: LogFields): void;
  warn(event: EventName, fields?: LogFields): void;
  error(event: EventName, fields?: LogFields): void;
  /** The same log with these fields on every line. */
  child(fields: LogFields): Log;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** Standard error when absent: standard output belongs to the stdio transport. */
  readonly destination?: DestinationStream;
}

/** JSON lines `{level, time, event, …}`, time in UTC milliseconds. Written synchronously, so that no line is lost when the process exits. */
export function createLog({ level, destination }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: null,
      formatters: { level: (label) => ({ level: label }), log: redactFields },
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
  return wrap(logger);
}

interface Logger {
  debug(fields: object): void;
  info(fields: object): void;
  warn(fields: object): void;
  error(fields: object): void;
  child(bindings: object): Logger;
}

function wrap(logger: Logger): Log {
  return {
    debug: (event, fields) => logger.debug({ event, ...fields }),
    info: (event, fields) => logger.info({ event, ...fields }),
    warn: (event, fields) => logger.warn({ event, ...fields }),
    error: (event, fields) => logger.error({ event, ...fields }),
    child: (fields) => wrap(logger.child(redactFields(fields))),
  };
}

function redactFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, redact(name, plainError(value))]),
  );
}

/** What a log line keeps of an error. `upstreamMessage` is left out: Confluence may quote page content in it. */
function plainError(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack } = value;
  const cause = value.cause instanceof Error ? { cause: value.cause.message } : {};
  if (!(value instanceof AppError)) return { name, message, stack, ...cause };
  const { detail, upstreamStatus, mayHaveHappened } = value.fields;
  return { name, code: value.code, message, detail, upstreamStatus, mayHaveHappened, ...cause };
}
