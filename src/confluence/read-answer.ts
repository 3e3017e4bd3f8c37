import type { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import type { Asked } from './asked.ts';
import { isHtml } from './error-shapes.ts';
import { errorFromWebPage } from './errors.ts';
import type { Answer } from './http/exchange.ts';

/**
 * The JSON of a successful answer, checked. Raises `upstream_unavailable` for a web page and for a form that Weir does not
 * know; after a write both say that it may have happened.
 */
export function readAnswer<S extends z.ZodType>(schema: S, answer: Answer, asked: Asked): z.output<S> {
  let json: unknown;
  try {
    json = JSON.parse(answer.body.toString('utf8'));
  } catch {
    // The parser's own message would quote page content into the log.
    if (isHtml(answer)) throw errorFromWebPage(answer, asked);
    throw unreadable(answer, asked, 'not JSON');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ');
  throw unreadable(answer, asked, where);
}

function unreadable(answer: Answer, asked: Asked, why: string): AppError {
  return new AppError('upstream_unavailable', 'Confluence answered in a form that Weir does not know.', {
    nextStep: 'Try again; if it stays so, the log has what an administrator needs to report it.',
    detail: `${asked.request} -> ${answer.status}: ${why}`,
    upstreamStatus: answer.status,
    ...(asked.effect === 'write' && { mayHaveHappened: true }),
  });
}

/** The media type of a download. */
export function mediaTypeOf({ headers }: Pick<Answer, 'headers'>): string {
  return headers['content-type'] ?? 'application/octet-stream';
}
