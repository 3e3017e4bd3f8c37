/** The closed list of what can go wrong for a person. Status numbers are Weir's own verdict, not an upstream answer. */
export const errorCodes = {
  invalid_input: 400,
  upstream_auth: 401,
  upstream_forbidden: 403,
  denied: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  would_lose: 422,
  rate_limited: 429,
  internal: 500,
  upstream_unavailable: 503,
  /** The installation itself is wrong (configuration, port, database): stops a start with one line. */
  configuration: 500,
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface AppErrorFields {
  /** What the reader can do next; one sentence, safe to show. */
  readonly nextStep?: string;
  /** Milliseconds after which a repetition makes sense. */
  readonly retryAfterMs?: number;
  /** Logged, never shown. */
  readonly detail?: string;
  /** Text that came from Confluence: shown as fenced data, never as Weir's own words. */
  readonly upstreamMessage?: string;
  /** Text of a page that the message is about: shown as fenced data, never logged. */
  readonly excerpt?: string;
  /** HTTP status that Confluence answered, for the record. */
  readonly upstreamStatus?: number;
  /** What Confluence calls the request that failed, for the record. */
  readonly upstreamRequestId?: string;
  /** Whether a write may have reached Confluence although it failed here. */
  readonly mayHaveHappened?: boolean;
  /** Of an `upstream_auth`: our address where the person of the call connects their account. */
  readonly connectUrl?: string;
  /** Of a call that waits for a person's approval: which, and where they look at it. */
  readonly approval?: { readonly id: string; readonly url?: string };
  /** Of a `conflict`: the version the content has now. */
  readonly currentVersion?: number;
  /**
   * Of an answer which says that the credentials are no longer any good (expired, revoked, wrong), however Confluence put
   * it: a grant is refreshed once, and asked for anew where that does not help. Absent for every other refusal.
   */
  readonly credentials?: 'dead';
  /** Of `upstream_forbidden` for want of a scope: the sets that would each let it pass. */
  readonly neededScopes?: readonly (readonly string[])[];
  readonly cause?: unknown;
}

/** The one error of Weir: a code of the closed list and a message that is safe to show to a person or a model. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: AppErrorFields;

  constructor(code: ErrorCode, message: string, fields: AppErrorFields = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = 'AppError';
    this.code = code;
    this.fields = fields;
  }

  get status(): number {
    return errorCodes[this.code];
  }
}

/** Any thrown value as an AppError; what is not one becomes `internal` with its own text kept for the log only. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new AppError('internal', 'Weir failed while handling this request.', {
    nextStep: 'Try again; if it keeps failing, an administrator finds the cause in the log.',
    detail,
    cause: thrown,
  });
}
