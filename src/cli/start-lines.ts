import type { Config } from '../config/load-config.ts';
import type { RunningConfigured } from '../app/configured.ts';
import { clientSetups, clientSetupsWithKey, type ClientSetup } from '../pages/client-setup.ts';

export interface DemoFacts {
  readonly mcpUrl: string;
  readonly consoleUrl: string;
  readonly sandboxUrl: string;
  readonly key: string;
  /** Signs the person of the key in with a browser, once. */
  readonly signInLink: string;
  readonly personName: string;
  /** Folder in which the demo is kept; nothing is when absent. */
  readonly kept: string | undefined;
  readonly imported:
    | { readonly imported: number; readonly skipped: readonly { file: string; reason: string }[] }
    | undefined;
}

/** What a newcomer reads after `npm start`: where things are, and what to paste where. */
export function demoLines({
  mcpUrl,
  consoleUrl,
  sandboxUrl,
  key,
  signInLink,
  personName,
  kept,
  imported,
}: DemoFacts): readonly string[] {
  return [
    'Weir is running: a demo on an embedded sandbox Confluence.',
    '',
    `  Sign in      ${signInLink}`,
    `               open this first: once, as ${personName}, who runs this installation`,
    `  Start page   ${consoleUrl}`,
    `  MCP address  ${mcpUrl}`,
    `  Confluence   ${sandboxUrl}  (look at what an agent did)`,
    ...importedLines(imported),
    '',
    'Connect a client. It opens the browser in which you signed in, and asks you there:',
    ...clientSetups(mcpUrl).flatMap(setupLines),
    '',
    `Without a browser, with a key that acts as ${personName}; the start page has more clients:`,
    '',
    `  Key          ${key}`,
    ...clientSetupsWithKey(mcpUrl, key)
      .filter(({ client }) => client === 'Claude Code' || client === 'MCP Inspector')
      .flatMap(setupLines),
    '',
    'Then ask: "Find the pages about alerts in Confluence and summarise the newest."',
    '',
    kept === undefined
      ? 'Nothing is kept when this stops; --data FOLDER keeps pages, record and key.'
      : `Pages, record and key are kept in ${kept}.`,
    'Stop with Ctrl-C.',
  ];
}

function setupLines({ client, where, text }: ClientSetup): readonly string[] {
  return ['', `  ${client} (${where})`, ...text.split('\n').map((line) => `    ${line}`)];
}

function importedLines(imported: DemoFacts['imported']): string[] {
  if (!imported) return [];
  return [
    `               ${imported.imported} pages imported into the space IMPORT`,
    ...imported.skipped.map(({ file, reason }) => `               skipped ${file}: ${reason}`),
  ];
}

/** What an operator reads after a start with a configuration. */
export function configuredLines(
  { mcpUrl, consoleUrl, firstSignIn }: RunningConfigured,
  config: Config,
): readonly string[] {
  const sites = config.connections.map(({ slug, site }) => `${slug} (${site})`).join(', ');
  return [
    'Weir is running.',
    `  Start page   ${consoleUrl}`,
    `  MCP address  ${mcpUrl}`,
    `  Connections  ${sites || 'none: add one under "connections" in the configuration'}`,
    `  People       ${config.people.length || 'none: add one under "people"'}`,
    ...(firstSignIn
      ? [
          `  Sign in      ${firstSignIn.link.reveal()}`,
          `               once and within a day, as ${firstSignIn.name}; then add a passkey or a password`,
        ]
      : []),
  ];
}
