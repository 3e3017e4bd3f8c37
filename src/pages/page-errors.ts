import type { Context } from 'hono';
import { toAppError, type AppError, type ErrorCode } from '../kernel/app-error.ts';
import type { Log } from '../telemetry/log.ts';
import { errorPage, type ErrorPageContent } from './error-page.ts';
import { pageResponse } from './page.ts';

/** For `onError` of an app that serves pages: an error page, and a line in the log for what is our fault. */
export function showErrors(
  log: Log,
  /** What people wanted here: "Sign-in". */
  subject: string,
  next?: { readonly label: string; readonly href: string },
): (thrown: Error, context: Context) => Promise<Response> {
  return async (thrown) => {
    const error = noted(thrown, log);
    const text = error.fields.nextStep ?? 'Go back and try again.';
    const content: ErrorPageContent = {
      title: titleOf(error.code, subject),
      what: error.message,
      next: next ? { text, ...next } : text,
    };
    return pageResponse(await errorPage(content), { status: error.status });
  };
}

/** The error, on the log where people are not to blame for it. */
export function noted(thrown: unknown, log: Log): AppError {
  const error = toAppError(thrown);
  const fields = { code: error.code, detail: error.fields.detail };
  if (error.status >= 500) log.error('page.failed', fields);
  else if (error.fields.detail !== undefined) log.info('page.refused', fields);
  return error;
}

function titleOf(code: ErrorCode, subject: string): string {
  switch (code) {
    case 'upstream_unavailable':
    case 'rate_limited':
      return `${subject} is not possible at the moment`;
    case 'not_found':
      return 'There is nothing here';
    case 'invalid_input':
    case 'upstream_auth':
    case 'upstream_forbidden':
    case 'denied':
    case 'conflict':
    case 'too_large':
    case 'would_lose':
    case 'internal':
    case 'configuration':
      return `${subject} failed`;
    default:
      return code satisfies never;
  }
}
