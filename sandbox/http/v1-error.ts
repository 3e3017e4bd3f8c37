import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { RouteContext } from './context.ts';

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
