import { STATUS_CODES } from 'node:http';
import type { AppError } from '../kernel/app-error.ts';

/** A failure outside the MCP addresses, as RFC 9457 problem details; `detail` says what to do. */
export function problem(status: number, detail: string, code?: AppError['code']): Response {
  const title = STATUS_CODES[status] ?? 'Error';
  return new Response(JSON.stringify({ type: 'about:blank', status, title, detail, ...(code && { code }) }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });
}
