/** How one MCP client is told of Weir: a line for a shell, or the contents of its configuration file. */
export interface ClientSetup {
  readonly client: string;
  /** Where the text goes: "Run in a shell", or the file's name. */
  readonly where: string;
  readonly text: string;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Stands where people put their own key. */
export const keyPlaceholder = 'YOUR_WEIR_KEY';

/** Lines to paste for the common clients, for one MCP address. `key` is shown as given: pass the placeholder on pages. */
export function clientSetups(mcpUrl: string, key: string = keyPlaceholder): readonly ClientSetup[] {
  const authorization = `Bearer ${key}`;
  const { protocol, hostname } = new URL(mcpUrl);
  // mcp-remote refuses plain HTTP to other machines unless told.
  const overPlainHttp = protocol === 'http:' && !loopback.has(hostname);
  return [
    {
      client: 'Claude Code',
      where: 'Run in a shell',
      text: `claude mcp add --transport http weir ${mcpUrl} --header "Authorization: ${authorization}"`,
    },
    {
      client: 'Codex',
      where: 'Run in a shell',
      text: `export WEIR_KEY=${key}\ncodex mcp add weir --url ${mcpUrl} --bearer-token-env-var WEIR_KEY`,
    },
    {
      client: 'MCP Inspector',
      where: 'Run in a shell',
      text: `npx @modelcontextprotocol/inspector --cli ${mcpUrl} --transport http --header "Authorization: ${authorization}" --method tools/list`,
    },
    {
      client: 'VS Code',
      where: '.vscode/mcp.json',
      text: json({
        servers: { weir: { type: 'http', url: mcpUrl, headers: { Authorization: authorization } } },
      }),
    },
    {
      client: 'Cursor',
      where: '~/.cursor/mcp.json',
      text: json({ mcpServers: { weir: { url: mcpUrl, headers: { Authorization: authorization } } } }),
    },
    {
      client: 'Claude Desktop',
      where: 'claude_desktop_config.json',
      // The header goes through a variable: Claude Desktop splits arguments at spaces on Windows.
      text: json({
        mcpServers: {
          weir: {
            command: 'npx',
            args: [
              '-y',
              'mcp-remote',
              mcpUrl,
              '--header',
              'Authorization:${WEIR_AUTHORIZATION}',
              ...(overPlainHttp ? ['--allow-http'] : []),
            ],
            env: { WEIR_AUTHORIZATION: authorization },
          },
        },
      }),
    },
  ];
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
