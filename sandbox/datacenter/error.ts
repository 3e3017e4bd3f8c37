import type { ErrorHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { Refusal, type RefusalReason } from '../model/refusal.ts';
import { isAnonymous } from './logins.ts';

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
};

/** What a refusal says of itself besides the message. */
export interface Validation {
  readonly authorized: boolean;
  readonly valid: boolean;
  readonly allowedInReadOnlyMode: boolean;
}

/**
 * An error as Data Center shapes it: `reason` and `allowedInReadOnlyMode` exist only here (facts: confluence-api §3.4).
 * Without a validation the answer has no `data`, as recorded for queries that cannot be parsed.
 */
export function dataCenterError(
  c: RouteContext,
  status: ContentfulStatusCode,
  message: string,
  validation: Validation | null = validationOf(status),
): Response {
  return c.json(
    {
      statusCode: status,
      ...(validation === null ? {} : { data: { ...validation, errors: [], successful: false } }),
      message,
      reason: reasons[status] ?? '',
    },
    status,
  );
}

/** Recorded for 404: not authorized, valid, allowed (facts: confluence-api §3.4). */
function validationOf(status: ContentfulStatusCode): Validation {
  const authorized = status !== 401 && status !== 403 && status !== 404;
  return { authorized, valid: !authorized, allowedInReadOnlyMode: true };
}

/** What a route throws, as its answer. */
export const onDataCenterError: ErrorHandler<RouteEnv> = (error, c) => {
  if (!(error instanceof Refusal)) return dataCenterError(c, 500, error.message, null);
  if (error.reason === 'stale-version' && error.currentVersion !== null) {
    return dataCenterError(
      c,
      409,
      `Version must be incremented on update. Current version is: ${error.currentVersion}`,
    );
  }
  return dataCenterError(c, statusOf(error.reason), error.message);
};

function statusOf(reason: RefusalReason): ContentfulStatusCode {
  switch (reason) {
    case 'invalid':
    case 'invalid-body':
    case 'duplicate-title':
      return 400;
    case 'forbidden':
      return 403;
    case 'not-found':
      return 404;
    case 'stale-version':
    case 'conflict':
      return 409;
    case 'gone':
      return 410;
    case 'too-large':
      return 413;
    case 'unsupported-media-type':
      return 415;
    case 'not-implemented':
      return 501;
  }
}

/** Of somebody who sees a thing and may not do this to it. */
export function notPermitted(what = 'perform this operation'): Refusal {
  return new Refusal('forbidden', `User not permitted to ${what}`);
}

/** Whether a caller is signed in at all. @throws Refusal `forbidden` */
export function requireUser(c: RouteContext): void {
  if (isAnonymous(c.get('person'))) throw notPermitted('use Confluence');
}
