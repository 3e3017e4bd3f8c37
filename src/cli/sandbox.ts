import { command, portOption, printLine, untilStopped } from './command.ts';

export const sandbox = command({
  meta: {
    name: 'sandbox',
    description: 'Run only the sandbox: an emulated Confluence Cloud with sample content',
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
    'v1-content': {
      type: 'enum',
      options: ['living', 'gone'],
      description: 'Whether v1 content still answers, or 410 Gone',
    },
    json: { type: 'boolean', description: 'Print one line of JSON once it listens' },
  },
  async run({ args }) {
    const { startSandbox } = await import('../../sandbox/index.ts');
    const running = await startSandbox({
      port: portOption(args.port, 7401),
      host: args.host ?? '127.0.0.1',
      sample: args.empty !== true,
      ...(args.data !== undefined && { dataFile: args.data }),
      ...(args.import !== undefined && { importFolder: args.import }),
      ...(args['v1-content'] !== undefined && { v1Content: args['v1-content'] }),
    });
    const { siteUrl, apiUrl, cloudId, people, imported } = running;
    if (args.json) {
      printLine(
        JSON.stringify({
          siteUrl,
          apiUrl,
          cloudId,
          people: people.map(({ email, accountId, apiToken }) => ({ email, accountId, apiToken })),
          ...(imported && { imported }),
        }),
      );
    } else {
      printLine(`Sandbox Confluence: ${siteUrl}/wiki`);
      printLine(`API address:        ${apiUrl}`);
      printLine('People (email, API token):');
      for (const { email, apiToken } of people) printLine(`  ${email}  ${apiToken}`);
      if (imported) {
        printLine(`Imported ${imported.imported} pages into the space IMPORT.`);
        for (const { file, reason } of imported.skipped) printLine(`  skipped ${file}: ${reason}`);
      }
      printLine('Stop with Ctrl-C.');
    }
    await untilStopped();
    await running.close();
  },
});
