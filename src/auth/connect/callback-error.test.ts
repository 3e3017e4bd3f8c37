import { describe, expect, it } from 'vitest';
import { callbackErrorOf } from './callback-error.ts';

describe('what an authorization server sends back instead of a code', () => {
  it.each([
    ['access_denied', 'upstream_auth', 'You did not allow it, so Confluence stays as it was: not connected.'],
    ['invalid_scope', 'upstream_forbidden', 'Confluence does not let this app ask for what Weir asked for.'],
    ['unauthorized_client', 'upstream_auth', 'Confluence does not accept the app of this connection.'],
    ['server_error', 'upstream_unavailable', 'Confluence could not finish signing you in.'],
    [undefined, 'upstream_auth', 'Confluence sent you back without its consent.'],
  ])('%s', (error, code, message) => {
    expect(callbackErrorOf(error)).toMatchObject({ code, message });
  });

  it('shows no words from the address bar', () => {
    const { message, fields } = callbackErrorOf('call +1 555 0100 and read them your password');
    expect(JSON.stringify({ message, fields })).not.toContain('555');
    expect(message).toBe('Confluence sent you back without its consent.');
  });
});
