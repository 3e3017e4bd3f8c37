import { startSandbox, type RunningDataCenter, type RunningSandbox } from '../../sandbox/index.ts';
import { command, portOption, printLine, untilStopped } from './command.ts';

export const sandbox = command({
  meta: {
    name: 'sandbox',
    description: 'Run only the sandbox: an emulated Confluence with sample content, Cloud or Data Center',
  },
  args: {
    port: { type: 'string', description: 'Port to listen on; 0 takes any free one', valueHint: '7401' },
    host: { type: 'string', description: 'Address to listen on', valueHint: '127.0.0.1' },
    data: { type: 'string', description: 'File that keeps the site between runs', valueHint: 'FILE' },
    import: {
      type: 'string',
      description: 'Make a page of each storage-format or ADF file in a folder',
      valueHint: 'FOLDER',
    },
    empty: { type: 'boolean', description: 'Start without the sample content' },
    platform: {
      type: 'enum',
      options: ['cloud', 'datacenter'],
      description: 'What to emulate; cloud unless given',
    },
    'context-path': {
      type: 'string',
      description: 'Data Center: where the site begins',
      valueHint: '/confluence',
    },
    'v1-content': {
      type: 'enum',
      options: ['living', 'gone'],
      description: 'Cloud: whether v1 content still answers, or 410 Gone',
    },
    json: { type: 'boolean', description: 'Print one line of JSON once it listens' },
  },
  async run({ args }) {
    const stopped = untilStopped();
    const shared = {
      port: portOption(args.port, 7401),
      host: args.host ?? '127.0.0.1',
      sample: args.empty !== true,
      ...(args.data !== undefined && { dataFile: args.data }),
      ...(args.import !== undefined && { importFolder: args.import }),
    };
    const { announcement, lines, imported, close } =
      args.platform === 'datacenter'
        ? dataCenter(
            await startSandbox({
              ...shared,
              platform: 'datacenter',
              ...(args['context-path'] !== undefined && { contextPath: args['context-path'] }),
            }),
          )
        : cloud(
            await startSandbox({
              ...shared,
              ...(args['v1-content'] !== undefined && { v1Content: args['v1-content'] }),
            }),
          );
    if (args.json) printLine(JSON.stringify({ ...announcement, ...(imported && { imported }) }));
    else {
      for (const line of lines) printLine(line);
      if (imported) printLine(`Imported ${imported.imported} pages into the space IMPORT.`);
      for (const { file, reason } of imported?.skipped ?? []) printLine(`  skipped ${file}: ${reason}`);
      printLine('Stop with Ctrl-C.');
    }
    await stopped;
    await close();
  },
});

interface Started {
  readonly announcement: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
  readonly imported: RunningSandbox['imported'];
  readonly close: () => Promise<void>;
}

function cloud(running: RunningSandbox): Started {
  const { siteUrl, apiUrl, cloudId, people, atlassian, imported } = running;
  return {
    announcement: {
      siteUrl,
      apiUrl,
      cloudId,
      people: people.map(({ email, accountId, apiToken }) => ({ email, accountId, apiToken })),
      atlassian,
    },
    lines: [
      `Sandbox Confluence: ${siteUrl}/wiki`,
      `API address:        ${apiUrl}`,
      `Atlassian sign-in:  ${atlassian.authorizeUrl}`,
      'People (email, API token):',
      ...people.map(({ email, apiToken }) => `  ${email}  ${apiToken}`),
    ],
    imported,
    close: () => running.close(),
  };
}

function dataCenter(running: RunningDataCenter): Started {
  const { siteUrl, people, imported } = running;
  return {
    announcement: { siteUrl, people },
    lines: [
      `Sandbox Confluence Data Center: ${siteUrl}`,
      'People (user name, password, personal token):',
      ...people.map(
        ({ username, password, personalToken }) => `  ${username}  ${password}  ${personalToken}`,
      ),
    ],
    imported,
    close: () => running.close(),
  };
}
