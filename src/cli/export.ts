import { exportDocument } from '../governance/export-document.ts';
import { command, printLine } from './command.ts';
import { governanceArgs, withGovernance } from './governance-files.ts';

export const exportGovernance = command({
  meta: { name: 'export', description: 'Write the governance of a workspace as YAML, without secrets' },
  args: { ...governanceArgs, json: { type: 'boolean', description: 'Print JSON' } },
  async run({ args }) {
    await withGovernance(args, async ({ foundation, parts, workspace }) => {
      const governance = await exportDocument(parts, foundation.store.db, workspace.id);
      const file = { apiVersion: 'weir/v1', governance };
      if (args.json) return printLine(JSON.stringify(file));
      const { stringify } = await import('yaml');
      // Names may hold anything, and a long condition stays on one line.
      printLine(stringify(file, { lineWidth: 0 }).trimEnd());
    });
  },
});
