import { expect } from 'vitest';
import type { World } from '../world.ts';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks the admin API; fails where it refuses, unless a refusal is what is wanted. */
export type Admin = (
  method: string,
  path: string,
  body?: object,
  wanted?: 'made' | 'refused' | 'any',
) => Promise<Answer>;

/** As a browser that is signed in: the newest session that the world saw. */
export function adminOf(world: World): Admin {
  const cookies = world.answers.flatMap(({ answerHeaders }) => answerHeaders.getSetCookie());
  const cookie = cookies.findLast((line) => line.startsWith('weir-session='))?.split(';')[0] ?? '';
  return async (method, path, body, wanted = 'made') => {
    const response = await fetch(`${world.url}/api/v1${path}`, {
      method,
      headers: {
        cookie,
        origin: world.url,
        'sec-fetch-site': 'same-origin',
        'x-weir-request': 'test',
        'if-match': '*',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status } = response;
    const said = `${method} ${path}: ${status} ${text.slice(0, 400)}`;
    if (wanted === 'made') expect(status, said).toBeLessThan(300);
    if (wanted === 'refused') expect(status, said).toBeGreaterThanOrEqual(400);
    const isJson = /^application\/(\w+\+)?json(;|$)/.test(response.headers.get('content-type') ?? '');
    return { status, body: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {} };
  };
}
