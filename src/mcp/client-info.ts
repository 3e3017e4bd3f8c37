import { CLIENT_INFO_META_KEY, type Server, type ServerContext } from '@modelcontextprotocol/server';
import type { Caller } from '../gateway/call.ts';

const longest = 100;

/**
 * The caller with what the client calls itself: from the request's own envelope (2026-07-28), else from the
 * `initialize` of this connection. A 2025 request over stateless HTTP carries neither. Recorded, never trusted.
 */
export function withClientInfo(caller: Caller, server: Server, exchange: ServerContext): Caller {
  // The published type of the envelope is empty (facts: mcp §2.3.4).
  const envelope = exchange.mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  const declared = envelope?.[CLIENT_INFO_META_KEY] ?? server.getClientVersion();
  if (typeof declared !== 'object' || declared === null) return caller;
  const clientName = 'name' in declared ? printable(declared.name) : undefined;
  const clientVersion = 'version' in declared ? printable(declared.version) : undefined;
  return { ...caller, ...(clientName && { clientName }), ...(clientVersion && { clientVersion }) };
}

function printable(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.slice(0, longest).replaceAll(/\p{C}/gu, '').trim();
}
