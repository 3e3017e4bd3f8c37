import { createClientAdministration, type ClientAdministration } from './client-administration.ts';
import { createGrantAdministration, type GrantAdministration } from './grant-administration.ts';

/** What administrators do with MCP clients and with what people let them do. */
export type OAuthAdministration = ClientAdministration & GrantAdministration;

export function createAdministration(
  parts: Parameters<typeof createClientAdministration>[0],
): OAuthAdministration {
  return { ...createGrantAdministration(parts), ...createClientAdministration(parts) };
}
