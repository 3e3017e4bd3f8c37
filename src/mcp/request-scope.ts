import type { AuthInfo } from '@modelcontextprotocol/server';
import type { Caller } from '../gateway/call.ts';

/** Who calls and how the address narrows, before the protocol is spoken: what a transport knows. */
export class RequestScope {
  readonly caller: Caller;
  readonly query: URLSearchParams;

  constructor(caller: Caller, query: URLSearchParams = new URLSearchParams()) {
    this.caller = caller;
    this.query = query;
  }
}

const scopeKey = 'weir';

/** Carries a scope through the SDK, which hands authentication info to the factory untouched. The token itself stays out. */
export function toAuthInfo(scope: RequestScope): AuthInfo {
  return { token: '', clientId: scope.caller.agentId, scopes: [], extra: { [scopeKey]: scope } };
}

/** The scope of an authenticated request. Raises when the SDK was reached around the gate. */
export function fromAuthInfo(authInfo: AuthInfo | undefined): RequestScope {
  const scope = authInfo?.extra?.[scopeKey];
  if (scope instanceof RequestScope) return scope;
  throw new Error('An MCP request reached the protocol without a caller.');
}
