/** One of our MCP addresses, as OAuth names it: its exact path, without a query (RFC 8707, RFC 9728). */
export interface McpResource {
  /** Absolute. */
  readonly identifier: string;
  /** From `/`. */
  readonly path: string;
  /** Slug; absent for `/mcp`, whose workspace is chosen at consent. */
  readonly workspace?: string;
  readonly toolset?: string;
}

const mcpPath = /^(?:\/w\/(?<workspace>[a-z0-9][a-z0-9-]*)(?:\/t\/(?<toolset>[a-z0-9][a-z0-9-]*))?)?\/mcp$/i;

/** The MCP address of a path; a slash at the end does not matter. Whether the workspace exists is not asked. */
export function resourceOfPath(path: string, address: string): McpResource | undefined {
  const exact = path.replace(/\/$/, '');
  const match = mcpPath.exec(exact);
  if (!match) return undefined;
  const { workspace, toolset } = match.groups ?? {};
  return {
    identifier: `${address}${exact}`,
    path: exact,
    ...(workspace !== undefined && { workspace }),
    ...(toolset !== undefined && { toolset }),
  };
}

/** The MCP address that a client names: ours, whatever its query; undefined for any other. */
export function resourceOfUrl(text: string, address: string): McpResource | undefined {
  const url = URL.parse(text);
  if (!url || url.origin !== new URL(address).origin || url.hash !== '' || url.username !== '')
    return undefined;
  return resourceOfPath(url.pathname, address);
}

/** Where a client reads what this address needs (RFC 9728 §3.1). */
export function metadataUrlOf({ path }: McpResource, address: string): string {
  return `${address}/.well-known/oauth-protected-resource${path}`;
}
