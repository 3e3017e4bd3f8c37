import { describe, expect, it } from 'vitest';
import { tokenVerdictOf } from './token-answer.ts';

const verdict = (status: number, body: unknown) =>
  tokenVerdictOf({ status, text: typeof body === 'string' ? body : JSON.stringify(body) });

describe('an answer of a token endpoint', () => {
  it('gives tokens, as secrets', () => {
    const found = verdict(200, {
      access_token: 'at',
      refresh_token: 'rt',
      expires_in: 3600,
      scope: 'read:page:confluence  offline_access',
      token_type: 'Bearer',
    });
    expect(found).toMatchObject({
      kind: 'tokens',
      tokens: { livesMs: 3_600_000, scopes: ['read:page:confluence', 'offline_access'] },
    });
    if (found.kind !== 'tokens') throw new Error('tokens expected');
    expect([found.tokens.access.reveal(), found.tokens.refresh?.reveal()]).toEqual(['at', 'rt']);
    expect(JSON.stringify(found)).not.toMatch(/"(?:at|rt)"/);
  });

  it('may leave out all but the access token, and may say the seconds as text', () => {
    expect(Object.keys(verdict(200, { access_token: 'at' })).toSorted()).toEqual(['kind', 'tokens']);
    expect(verdict(200, { access_token: 'at', expires_in: '7200', scope: null })).toMatchObject({
      tokens: { livesMs: 7_200_000 },
    });
  });

  it.each([
    ['a refresh token that is unknown or rotated out', 403, { error: 'unauthorized_client' }],
    ['one that expired or was revoked', 403, { error: 'invalid_grant' }],
    ['a code that was used', 400, { error: 'invalid_grant' }],
  ])('ends a grant: %s', (_, status, body) => {
    expect(verdict(status, body)).toEqual({ kind: 'dead' });
  });

  it.each([
    ['Atlassian', { error: 'access_denied', error_description: 'Unauthorized' }],
    ['Data Center', { error: 'invalid_client' }],
  ])('says that the client is wrong: %s', (_, body) => {
    expect(verdict(401, body)).toEqual({ kind: 'wrong_client' });
  });

  it.each([
    ['a page with 200', 200, '<html>Sign in to the network</html>', true],
    ['JSON without a token', 200, { token_type: 'Bearer' }, true],
    ['an empty token', 200, { access_token: '' }, true],
    ['a time that is none', 200, { access_token: 'at', expires_in: 'soon' }, true],
    ['no body', 200, '', true],
    ['a proxy’s page', 502, '<html>Bad Gateway</html>', true],
    ['a proxy’s page that forbids', 403, '<html>Blocked</html>', true],
    ['a proxy’s page that wants a sign-in', 401, '<html>Unauthorized</html>', true],
    ['a redirect', 302, '', true],
    ['a failure in JSON', 503, { error: 'server_error' }, true],
    ['a limit', 429, { error: 'too_many_requests' }, false],
    ['a limit as a page', 429, '<html>Slow down</html>', false],
    ['a request that is not understood', 400, { error: 'invalid_request' }, false],
    ['another 403', 403, { error: 'access_denied' }, false],
  ])('leaves a grant as it is: %s', (_, status, body, mayHaveHappened) => {
    expect(verdict(status, body)).toMatchObject({ kind: 'unclear', mayHaveHappened });
  });

  it('brings nothing into the log but words', () => {
    expect(verdict(400, { error: 'weird token eyJhbGciOi' })).toMatchObject({
      detail: '400 unreadable error',
    });
    expect(verdict(400, { error: 'invalid_scope' })).toMatchObject({ detail: '400 invalid_scope' });
  });
});
