import type { AuthInfo } from '@modelcontextprotocol/server';
import type { RequestScope } from './request-scope.ts';
import type { HeldTools } from './held-tools.ts';

/** What the HTTP transport knows of one request and its server must know. */
interface Carried {
  readonly scope: RequestScope;
  readonly held: HeldTools;
}

const carriedBy = new WeakMap<AuthInfo, Carried>();

/** The SDK hands authentication info to the factory untouched; the caller hangs on it. The token itself stays out. */
export function toAuthInfo(carried: Carried): AuthInfo {
  const authInfo: AuthInfo = { token: '', clientId: carried.scope.caller.agentId, scopes: [] };
  carriedBy.set(authInfo, carried);
  return authInfo;
}

/** Raises when the SDK was reached around the gate. */
export function fromAuthInfo(authInfo: AuthInfo | undefined): Carried {
  const carried = authInfo && carriedBy.get(authInfo);
  if (!carried) throw new Error('An MCP request reached the protocol without a caller.');
  return carried;
}
