import { AppError, type AppErrorFields } from '../../kernel/app-error.ts';
import { AddressRefused } from './refused-address.ts';
import { AnswerTooLarge } from './exchange.ts';

/** What was under way when it failed. */
export interface FailedAttempt {
  /** For the log: method and path, never headers. */
  readonly request: string;
  readonly host: string;
  readonly effect: 'read' | 'write';
  /** Whether anything may have reached Confluence. */
  readonly sent: boolean;
  /** Whether the caller gave up. */
  readonly cancelled: boolean;
  /** The limit that passed, where time ran out. */
  readonly timeoutMs: number;
}

/** Marks an abort that came from Weir's own time limit rather than from the caller. */
export class OutOfTime extends Error {
  constructor() {
    super('out of time');
    this.name = 'OutOfTime';
  }
}

/** Whether the same request may fare better a moment later. */
export function isWorthRepeating(cause: unknown): boolean {
  if (cause instanceof AppError || cause instanceof AnswerTooLarge || cause instanceof OutOfTime)
    return false;
  if (find(cause, isRefusal)) return false;
  const kind = kindOf(cause);
  return kind === 'connect' || kind === 'broken';
}

/** An exchange that brought no answer, in Weir's words. Names the host, never an address or a header. */
export function errorFromFailure(cause: unknown, attempt: FailedAttempt): AppError {
  if (cause instanceof AppError) return cause;
  const { host } = attempt;
  const mayHaveHappened = attempt.sent && attempt.effect === 'write';
  const fields: AppErrorFields = {
    cause,
    detail: `${attempt.request}: ${describe(cause)}`,
    ...(attempt.effect === 'write' && { mayHaveHappened }),
  };
  const again = mayHaveHappened
    ? 'The change may have been made: read the content again before you repeat it.'
    : 'Nothing was changed; try again.';

  if (attempt.cancelled) {
    return new AppError('upstream_unavailable', 'The call was cancelled before Confluence answered.', {
      ...fields,
      nextStep: again,
    });
  }
  const refused = find(cause, isRefusal);
  if (refused) {
    return new AppError(
      'denied',
      `Weir does not connect to ${host}: it leads to a private or reserved address.`,
      {
        ...fields,
        detail: `${attempt.request}: refused ${refused.verdict} address ${refused.address}`,
        nextStep: 'The operator can allow a range in network.allowPrivate; metadata addresses stay closed.',
      },
    );
  }
  if (cause instanceof AnswerTooLarge) {
    const megabytes = Math.round(cause.limitBytes / 1_000_000);
    return new AppError('too_large', `The answer of ${host} is larger than ${megabytes} MB.`, {
      ...fields,
      nextStep: 'Ask for less: a smaller limit, or no body.',
    });
  }
  if (cause instanceof OutOfTime) {
    const seconds = Math.round(attempt.timeoutMs / 1000);
    return new AppError('upstream_unavailable', `${host} did not answer within ${seconds} s.`, {
      ...fields,
      nextStep: again,
    });
  }
  const unavailable = (message: string, nextStep: string): AppError =>
    new AppError('upstream_unavailable', message, { ...fields, nextStep });

  switch (kindOf(cause)) {
    case 'name':
      return unavailable(
        `The name ${host} cannot be resolved.`,
        'Check the spelling of the site address, and the name service of the machine Weir runs on.',
      );
    case 'certificate':
      return unavailable(
        `The certificate of ${host} is not trusted.`,
        "Give the connection the certificate of the site's authority (custom CA), or correct the site's certificate.",
      );
    case 'client_certificate':
      return unavailable(
        `${host} refused the TLS connection.`,
        'The site may ask for a client certificate, or refuse the one that was given.',
      );
    case 'proxy':
      return unavailable(
        `The HTTP proxy did not let Weir through to ${host}.`,
        "Check the proxy's address, its user and password, and whether it allows this host.",
      );
    case 'connect':
      return unavailable(
        `${host} cannot be reached.`,
        `Check that the site is up and reachable from the machine Weir runs on. ${again}`,
      );
    case 'broken':
      return unavailable(`The connection to ${host} broke off.`, again);
  }
}

type Kind = 'name' | 'certificate' | 'client_certificate' | 'proxy' | 'connect' | 'broken';

const certificateCodes =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|INVALID_CA|HOSTNAME_MISMATCH)/;
const connectCodes =
  /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EPROTO|ERR_SSL_WRONG_VERSION_NUMBER)$/;

function kindOf(cause: unknown): Kind {
  for (const error of chain(cause)) {
    const { code } = error;
    if (/\bProxy\b.*\b(response|Authentication)\b/.test(error.message)) return 'proxy';
    // A DOMException has a number there.
    if (typeof code !== 'string') continue;
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name';
    if (certificateCodes.test(code)) return 'certificate';
    if (code.startsWith('UND_ERR_PRX')) return 'proxy';
    if (connectCodes.test(code)) return 'connect';
    if (code.startsWith('ERR_SSL_')) return 'client_certificate';
  }
  return 'broken';
}

function isRefusal(error: Error): error is AddressRefused {
  return error instanceof AddressRefused;
}

function find<T extends Error>(cause: unknown, test: (error: Error) => error is T): T | undefined {
  return chain(cause).find(test);
}

/** An error, its causes and, where several addresses were tried, their errors. */
function chain(cause: unknown): (Error & { code?: unknown })[] {
  if (!(cause instanceof Error)) return [];
  const tried = cause instanceof AggregateError ? cause.errors.flatMap(chain) : [];
  return [cause, ...tried, ...chain(cause.cause)];
}

function describe(cause: unknown): string {
  return chain(cause)
    .map((error) => `${typeof error.code === 'string' ? error.code : error.name} ${error.message}`)
    .join(' <- ');
}

/** Whether an error came from certificates rather than from the network. */
export function isTlsFailure(error: AppError): boolean {
  const kind = kindOf(error.fields.cause);
  return kind === 'certificate' || kind === 'client_certificate';
}
