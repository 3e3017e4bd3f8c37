import { expect, it } from 'vitest';
import { readAuthorization, readTokenRequest } from './asked.ts';

const address = 'https://weir.example';
const authorization = (text: string) => readAuthorization(new URLSearchParams(text), address).toString();
const token = (text: string) => readTokenRequest(new URLSearchParams(text), address).toString();
const mcp = encodeURIComponent(`${address}/mcp`);

it('an authorization request keeps what OAuth knows, with scopes of ours and one MCP address', () => {
  expect(authorization('client_id=c&state=s&scope=openid+weir:write+other&nonce=n&max_age=1')).toBe(
    `client_id=c&state=s&scope=weir%3Aread+weir%3Awrite&resource=${mcp}`,
  );
  expect(authorization(`resource=${encodeURIComponent(`${address}/mcp?toolsets=pages`)}`)).toContain(
    `resource=${mcp}`,
  );
});

it('what is named twice stays so, for the server to refuse', () => {
  expect(authorization('client_id=a&client_id=b')).toContain('client_id=a&client_id=b');
  expect(authorization('resource=https://other.example/mcp&resource=x')).toContain(
    'resource=https%3A%2F%2Fother.example%2Fmcp&resource=x',
  );
});

it('prompts that only OpenID Connect knows are left out', () => {
  expect(authorization('prompt=login+consent')).toContain('prompt=consent');
  expect(authorization('prompt=login')).not.toContain('prompt');
  expect(authorization('prompt=none')).toContain('prompt=none');
});

it('a token request names its address as the server knows it, and none where the client names none', () => {
  expect(token(`grant_type=refresh_token&resource=${encodeURIComponent(`${address}/mcp/?x`)}`)).toBe(
    `grant_type=refresh_token&resource=${mcp}`,
  );
  expect(token('grant_type=authorization_code&code=c')).toBe('grant_type=authorization_code&code=c');
  expect(token('grant_type=client_credentials')).toBe(
    `grant_type=client_credentials&resource=${mcp}&scope=weir%3Aread`,
  );
});
