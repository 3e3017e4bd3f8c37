/** The patterns of all MCP addresses. */
export const mcpRoutes = {
  everywhere: '/mcp',
  workspace: '/w/:workspace/mcp',
  toolset: '/w/:workspace/t/:toolset/mcp',
} as const;
