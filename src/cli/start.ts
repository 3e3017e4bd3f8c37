import { join } from 'node:path';
import { command, portOption, printLine, untilStopped } from './command.ts';

export const start = command({
  meta: { name: 'start', description: 'Run the gateway; without a configuration, a demo with a sandbox Confluence' },
  args: {
    config: { type: 'string', description: 'Configuration file (YAML); WEIR_CONFIG names it as well', valueHint: 'FILE' },
    port: { type: 'string', description: 'Port to listen on; 0 takes any free one', valueHint: '7400' },
    host: { type: 'string', description: 'Address to listen on', valueHint: '127.0.0.1' },
    data: { type: 'string', description: 'Folder that keeps the database and, in the demo, the pages and the key', valueHint: 'FOLDER' },
    import: { type: 'string', description: 'Demo: make a page of each storage-format or ADF file in a folder', valueHint: 'FOLDER' },
    json: { type: 'boolean', description: 'Print one line of JSON once it listens' },
  },
  async run({ args }) {
    const { environment } = await import('../config/environment.ts');
  },
});
