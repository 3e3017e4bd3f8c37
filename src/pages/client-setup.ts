/** How one MCP client is told of Weir: lines for a shell, or the contents of its configuration file. */
export interface ClientSetup {
  readonly client: string;
  /** Where the text goes, and what to do then: "Run in a shell", or the file's name. */
  readonly where: string;
  readonly text: string;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Stands where people put their own key. */
export const keyPlaceholder = 'YOUR_WEIR_KEY';

/** For clients that sign their person in with a browser: all they need is the address. */
export function clientSetups(mcpUrl: string): readonly ClientSetup[] {
  return [
    {
      client: 'Claude Code',
      where: 'Run in a shell, then /mcp in Claude Code to sign in',
      text: `claude mcp add --transport http weir ${mcpUrl}`,
    },
    {
      client: 'Codex',
      where: 'Run in a shell',
      text: `codex mcp add weir --url ${mcpUrl}\ncodex mcp login weir`,
    },
    {
      client: 'VS Code',
      where: '.vscode/mcp.json',
      text: json({ servers: { weir: { type: 'http', url: mcpUrl } } }),
    },
    { client: 'Cursor', where: '~/.cursor/mcp.json', text: json({ mcpServers: { weir: { url: mcpUrl } } }) },
    {
      client: 'Claude Desktop',
      where: 'claude_desktop_config.json',
      text: json({
        mcpServers: { weir: { command: 'npx', args: ['-y', 'mcp-remote', mcpUrl, ...plainHttp(mcpUrl)] } },
      }),
    },
    {
      client: 'MCP Inspector',
      where: 'Run in a shell',
      text: `npx @modelcontextprotocol/inspector --cli ${mcpUrl} --transport http --method tools/list`,
    },
  ];
}

/**
 * The same with a key, for clients that cannot open a browser and for agents without a person at hand. `key` is shown as
 * given: pass the placeholder on pages.
 */
export function clientSetupsWithKey(mcpUrl: string, key: string = keyPlaceholder): readonly ClientSetup[] {
  const authorization = `Bearer ${key}`;
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
              ...plainHttp(mcpUrl),
            ],
            env: { WEIR_AUTHORIZATION: authorization },
          },
        },
      }),
    },
  ];
}

/** mcp-remote refuses plain HTTP to other machines unless told. */
function plainHttp(mcpUrl: string): readonly string[] {
  const { protocol, hostname } = new URL(mcpUrl);
  return protocol === 'http:' && !loopback.has(hostname) ? ['--allow-http'] : [];
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
