import type { Log } from '../telemetry/log.ts';
import { noted } from './page-errors.ts';

/** 303: whatever the request was, the next one is a GET. `setCookies`: values of `Set-Cookie`. */
export function seeOther(location: string, setCookies: readonly (string | undefined)[] = []): Response {
  return answer(null, { status: 303, headers: { location }, setCookies });
}

/** For the script of a page. */
export function jsonAnswer(body: object, setCookies: readonly (string | undefined)[] = []): Response {
  const headers = { 'content-type': 'application/json' };
  return answer(JSON.stringify(body), { status: 200, headers, setCookies });
}

/** A refusal for the script of a page: `{message}`, to be shown as it is. */
export function jsonRefusal(thrown: unknown, log: Log): Response {
  const { message, status, fields } = noted(thrown, log);
  const body = { message: [message, fields.nextStep].filter(Boolean).join(' ') };
  return answer(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

function answer(
  body: string | null,
  {
    setCookies = [],
    ...init
  }: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly setCookies?: readonly (string | undefined)[];
  },
): Response {
  const headers = new Headers({ ...init.headers, 'cache-control': 'no-store' });
  for (const cookie of setCookies) if (cookie !== undefined) headers.append('set-cookie', cookie);
  return new Response(body, { status: init.status, headers });
}
