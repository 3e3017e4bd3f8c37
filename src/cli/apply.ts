import { systemActor } from '../auth/administration/change.ts';
import { configError, readConfigFile, type ConfigSource, type Path } from '../config/config-source.ts';
import { applyDocument, tryDocument } from '../governance/apply-document.ts';
import type { PlannedChange } from '../governance/plan-document.ts';
import { readDocument } from '../governance/read-document.ts';
import { AppError } from '../kernel/app-error.ts';
import { command, printLine, type Command } from './command.ts';
import { governanceArgs, withGovernance } from './governance-files.ts';

const applying = command({
  meta: { name: 'apply', description: 'Make the governance of a workspace what a file says' },
  args: {
    file: { type: 'string', alias: 'f', description: 'YAML as `weir export` writes it', valueHint: 'FILE' },
    check: { type: 'boolean', description: 'Change nothing; exit with 1 where anything differs' },
    'dry-run': { type: 'boolean', description: 'Change nothing; show what would change' },
    ...governanceArgs,
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    if (args.file === undefined) {
      throw new AppError('invalid_input', 'Option --file (or -f) names what to apply.', {
        nextStep: 'Write it with weir export first.',
      });
    }
    const { document, wrong } = readDocument(governanceOf(await readConfigFile(args.file), args.file));
    const changesNothing = args.check === true || args['dry-run'] === true;
    const changes = await withGovernance(args, ({ parts, workspace: { id: workspaceId } }) => {
      const apply = changesNothing ? tryDocument : applyDocument;
      return apply(parts, systemActor, { workspaceId, document, wrong });
    });
    if (args.check && changes.length > 0) process.exitCode = 1;
    if (args.json) return printLine(JSON.stringify({ applied: !changesNothing, changes }));
    for (const change of changes) for (const line of linesOf(change)) printLine(line);
    printLine(summary(changes.length, changesNothing));
  },
});

/** `-f` for `--file`, as everybody writes it. */
export const apply: Command = {
  run: (words) => applying.run(words.map((word) => (word === '-f' ? '--file' : word))),
  usage: () => applying.usage(),
};

function governanceOf(source: ConfigSource, file: string): ConfigSource {
  const { value } = source;
  const locate = (path: Path): string => source.locate(path);
  if (typeof value !== 'object' || value === null || !('governance' in value))
    throw configError(file, 'has no governance');
  if (!('apiVersion' in value) || value.apiVersion !== 'weir/v1')
    throw configError(locate(['apiVersion']), 'apiVersion must be weir/v1');
  const other = Object.keys(value).find((key) => key !== 'apiVersion' && key !== 'governance');
  if (other !== undefined) throw configError(locate([other]), `${other} is no part of a governance file`);
  return { value: value.governance, locate };
}

const signs = { create: '+', change: '~', remove: '-' } as const;

function linesOf({ part, name, change, fields }: PlannedChange): readonly string[] {
  const shown = fields.map(({ field, before, after }) => {
    if (before === undefined) return `    ${field}: ${after}`;
    return after === undefined
      ? `    ${field}: ${before} (taken away)`
      : `    ${field}: ${before} -> ${after}`;
  });
  return [`${signs[change]} ${part} ${name}`, ...shown];
}

function summary(count: number, changesNothing: boolean): string {
  if (count === 0) return 'Nothing differs.';
  const things = count === 1 ? '1 difference' : `${count} differences`;
  return changesNothing ? `${things}; nothing was changed.` : `${things} applied.`;
}
