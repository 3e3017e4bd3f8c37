import { expect, it } from 'vitest';
import { applicationTypeOf, isLoopback, redirectFault } from './client-record.ts';

it('people are sent back to https, to the loopback, or to an app by its own scheme', () => {
  const fine = [
    'https://client.example/cb?x=1',
    'http://127.0.0.1/cb',
    'http://localhost:3000/cb',
    'http://[::1]:1/cb',
    'cursor://anysphere.cursor-retrieval/oauth/cb',
    'com.example.app:/cb',
  ];
  for (const uri of fine) expect({ uri, fault: redirectFault(uri) }).toStrictEqual({ uri, fault: undefined });
  const wrong = [
    'http://client.example/cb',
    'http://127.0.0.1.evil.example/cb',
    'http://127.0.0.2/cb',
    'https://client.example/cb#f',
    'https://client.example/cb#',
    'https://user@client.example/cb',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'blob:https://client.example/x',
    '/cb',
    '',
  ];
  for (const uri of wrong) expect(redirectFault(uri), uri).toBeTypeOf('string');
});

it('a client is native where one of its addresses is on the loopback or an own scheme', () => {
  expect(applicationTypeOf(['https://client.example/cb'])).toBe('web');
  expect(applicationTypeOf([])).toBe('web');
  expect(applicationTypeOf(['https://client.example/cb', 'http://127.0.0.1/cb'])).toBe('native');
  expect(applicationTypeOf(['cursor://x/cb'])).toBe('native');
});

it('the loopback is plain http on this machine by its three names', () => {
  expect(isLoopback(new URL('http://localhost:1/'))).toBe(true);
  expect(isLoopback(new URL('https://localhost/'))).toBe(false);
  expect(isLoopback(new URL('http://localhost.evil.example/'))).toBe(false);
});
