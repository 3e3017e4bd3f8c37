import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSandbox, startSandbox } from '../index.ts';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.close());

/** Every address of the site's own that a page links to or shows. */
function addressesIn(text: string): string[] {
  const found = [...text.matchAll(/(?:href|src)="([^"#]+)/g)].map((match) =>
    (match[1] ?? '').replaceAll('&amp;', '&'),
  );
  const own = found
    .map((address) => address.replace(sandbox.siteUrl, ''))
    .filter((address) => address.startsWith('/'));
  return [...new Set(own)].filter((address) => !address.includes('?version='));
}

describe('the served site', () => {
  it('leads a browser without credentials from its start to every page, file and person', async () => {
    const waiting = ['/'];
    const seen = new Map<string, number>();
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      const answer = await fetch(sandbox.siteUrl + path);
      seen.set(path, answer.status);
      const isPage = answer.headers.get('content-type')?.startsWith('text/html') ?? false;
      const text = await answer.text();
      if (isPage) waiting.push(...addressesIn(text));
    }
    const failed = [...seen].filter(([, status]) => status !== 200);
    // Sample pages refer to files that nobody attached, to colleagues of old and to content that is gone, as real ones do.
    const dead = /\/(?:sandbox-files|download)\/|\/people\/(?:bokafor|8a7f)|\?pageId=98337$/;
    expect(failed.filter(([path]) => !dead.test(path))).toEqual([]);
    expect(seen.size).toBeGreaterThan(110);
    expect([...seen.keys()].some((path) => path.endsWith('gateway-path.png'))).toBe(true);
  });

  it('leaves the API to those who sign in', async () => {
    const answer = await fetch(`${sandbox.siteUrl}/wiki/rest/api/search?cql=type%3Dpage`);
    expect(answer.status).toBe(403);
  });
});
