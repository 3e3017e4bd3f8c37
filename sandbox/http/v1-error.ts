import type { ErrorHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Refusal, type RefusalReason } from '../model/refusal.ts';
import type { RouteContext, RouteEnv } from './context.ts';

const exceptions: Readonly<Record<number, string>> = {
  400: 'com.atlassian.confluence.api.service.exceptions.BadRequestException',
  403: 'com.atlassian.confluence.api.service.exceptions.PermissionException',
  404: 'com.atlassian.confluence.api.service.exceptions.NotFoundException',
  409: 'com.atlassian.confluence.api.service.exceptions.ConflictException',
  410: 'com.atlassian.confluence.api.service.exceptions.GoneException',
  413: 'com.atlassian.confluence.api.service.exceptions.RequestTooLargeException',
  501: 'com.atlassian.confluence.api.service.exceptions.NotImplementedServiceException',
};

/**
 * An error as v1 shapes it: the message is prefixed with a Java exception class (facts: confluence-api §3.2); `bare` leaves
 * the prefix away, for the messages that were recorded without.
 */
export function v1Error(
  c: RouteContext,
  status: ContentfulStatusCode,
  message: string,
  options: { readonly bare?: boolean; readonly key?: string } = {},
): Response {
  const exception = exceptions[status];
  return c.json(
    {
      statusCode: status,
      data: {
        authorized: status === 400 || status === 409,
        valid: status === 403,
        errors: [{ message: { key: options.key ?? message, translation: message, args: [] } }],
        successful: false,
      },
      message: options.bare === true || exception === undefined ? message : `${exception}: ${message}`,
    },
    status,
  );
}

/** What a v1 route throws, as its answer. */
export const onV1Error: ErrorHandler<RouteEnv> = (error, c) => {
  if (!(error instanceof Refusal))
    return v1Error(c, 500, `Internal server error: ${error.message}`, { bare: true });
  if (error.reason === 'stale-version' && error.currentVersion !== null) {
    return v1Error(
      c,
      409,
      `Version must be incremented on update. Current version is: ${error.currentVersion}`,
    );
  }
  return v1Error(c, statusOf(error.reason), error.message);
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
