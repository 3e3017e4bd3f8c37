import { describe, expect, it, onTestFinished } from 'vitest';
import { callMcp, handClient, register, tokensOf } from './support/oauth-client.ts';
import { startOAuthWeir, type OAuthWeir } from './support/oauth-weir.ts';

async function started(trustedProxies: readonly string[]): Promise<OAuthWeir> {
  const weir = await startOAuthWeir({ trustedProxies });
  onTestFinished(() => weir.close());
  return weir;
}

/** The address that the policy gets to know of a call that came with this header. */
async function seen(weir: OAuthWeir, forwarded: string): Promise<string | undefined> {
  const client = handClient(weir.url, { clientId: await register(weir.url) });
  const { access_token: token } = await tokensOf(client, await weir.browserOf(0));
  const answer = await callMcp(`${weir.url}/mcp`, token, undefined, { 'x-forwarded-for': forwarded });
  expect(answer.status).toBe(200);
  return weir.callers.at(-1)?.ip;
}

/** Statuses of registrations at once, each from an address of its own as the header says. */
async function registrations(weir: OAuthWeir, count: number, addressOf: (index: number) => string) {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      fetch(`${weir.url}/oauth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': addressOf(index) },
        body: '{}',
      }),
    ),
  );
  return answers.filter(({ status }) => status === 429).length;
}

describe('behind a reverse proxy', () => {
  it('a call comes from whom the trusted proxy saw, and each of them has limits of their own', async () => {
    const weir = await started(['127.0.0.0/8']);
    expect(await seen(weir, '10.9.9.9, 203.0.113.5')).toBe('203.0.113.5');
    expect(await seen(weir, 'unknown')).toBeUndefined();
    expect(await registrations(weir, 70, (index) => `198.51.100.${index}`)).toBe(0);
    expect(await registrations(weir, 70, () => '198.51.100.200')).toBeGreaterThan(0);
  });

  it('what a stranger claims counts for nothing', async () => {
    const weir = await started([]);
    expect(await seen(weir, '203.0.113.5')).toBe('127.0.0.1');
    expect(await registrations(weir, 70, (index) => `198.51.100.${index}`)).toBeGreaterThan(0);
  });
});
