import type { ErrorHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Refusal, type RefusalReason } from '../model/refusal.ts';
import type { RouteContext, RouteEnv } from './context.ts';

const codes: Readonly<Record<number, string>> = {
  400: 'INVALID_REQUEST_PARAMETER',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'REQUEST_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  500: 'INTERNAL_SERVER_ERROR',
};

/** An error as v2 shapes it (facts: confluence-api §3.1). */
export function v2Error(c: RouteContext, status: ContentfulStatusCode, title: string): Response {
  return c.json({ errors: [{ status, code: codes[status] ?? 'ERROR', title, detail: null }] }, status);
}

/** What a v2 route throws, as its answer. */
export const onV2Error: ErrorHandler<RouteEnv> = (error, c) => {
  if (error instanceof Refusal) return v2Error(c, statusOf(error.reason), error.message);
  return v2Error(c, 500, `Internal server error: ${error.message}`);
};

// Missing rights look like absence: v2 declares no 403.
function statusOf(reason: RefusalReason): ContentfulStatusCode {
  switch (reason) {
    case 'invalid':
    case 'invalid-body':
    case 'duplicate-title':
      return 400;
    case 'not-found':
    case 'forbidden':
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
