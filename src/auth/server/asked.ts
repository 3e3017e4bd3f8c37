import { resourceOfPath, resourceOfUrl } from './resource.ts';
import { weirScopesIn } from './scopes.ts';

const authorizationParameters = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'state',
  'code_challenge',
  'code_challenge_method',
  'request_uri',
  'request',
] as const;

/** Those of OpenID Connect that mean something without it; `login` and `select_account` are for the sign-in page to ask. */
const prompts: readonly string[] = ['none', 'consent'];

/**
 * What is asked at the authorization endpoint, as our server reads it: scopes of ours with the least one among them, the
 * MCP address exactly, `/mcp` where none is named. What belongs to OpenID Connect is left out: there are no id tokens.
 */
export function readAuthorization(asked: URLSearchParams, address: string): URLSearchParams {
  const read = new URLSearchParams();
  for (const name of authorizationParameters) {
    for (const value of asked.getAll(name)) read.append(name, value);
  }
  read.set('scope', weirScopesIn(asked.getAll('scope').join(' ')).join(' '));
  const prompt = asked
    .get('prompt')
    ?.split(' ')
    .filter((word) => prompts.includes(word));
  if (prompt && prompt.length > 0) read.set('prompt', prompt.join(' '));
  for (const resource of resourcesIn(asked, address)) read.append('resource', resource);
  return read;
}

/** What is asked at the token endpoint: the same of its address, and of its scope where that is the whole request. */
export function readTokenRequest(asked: URLSearchParams, address: string): URLSearchParams {
  const read = new URLSearchParams(asked);
  read.delete('resource');
  const isForItself = asked.get('grant_type') === 'client_credentials';
  if (asked.has('resource') || isForItself) {
    for (const resource of resourcesIn(asked, address)) read.append('resource', resource);
  }
  if (isForItself) read.set('scope', weirScopesIn(asked.getAll('scope').join(' ')).join(' '));
  return read;
}

/** As they are where they are none of ours: the server refuses those by name. */
function resourcesIn(asked: URLSearchParams, address: string): readonly string[] {
  const named = asked.getAll('resource');
  if (named.length === 0) return [resourceOfPath('/mcp', address)?.identifier ?? ''];
  return named.map((resource) => resourceOfUrl(resource, address)?.identifier ?? resource);
}
