import { renderUsage, runCommand, type CommandDef } from 'citty';
import { AppError } from '../kernel/app-error.ts';
import { version } from '../kernel/version.ts';
import { printLine } from './command.ts';

const description = 'A self-hosted MCP server that gives AI agents governed access to Confluence';

// Loaded one at a time, so that a command pays only for what it uses.
const commands: Readonly<Record<string, () => Promise<CommandDef>>> = {
  start: () => import('./start.ts').then((module) => module.start as CommandDef),
  stdio: () => import('./stdio.ts').then((module) => module.stdio as CommandDef),
  sandbox: () => import('./sandbox.ts').then((module) => module.sandbox as CommandDef),
  tools: () => import('./tools.ts').then((module) => module.tools as CommandDef),
  doctor: () => import('./doctor.ts').then((module) => module.doctor as CommandDef),
};

async function main(words: readonly string[]): Promise<void> {
  const [name, ...rest] = words;
  if (name === '--version') return printLine(version);
  const load = name === undefined ? undefined : commands[name];
  if (!load) {
    if (name !== undefined && name !== '--help' && name !== '-h') {
      throw new AppError('invalid_input', `There is no command "${name}".`, {
        nextStep: `Use one of: ${Object.keys(commands).join(', ')}.`,
      });
    }
    return printLine(
      await renderUsage({ meta: { name: 'weir', version, description }, subCommands: commands }),
    );
  }
  const command = await load();
  if (rest.includes('--help') || rest.includes('-h')) {
    return printLine(await renderUsage(command, { meta: { name: 'weir' } }));
  }
  await runCommand(command, { rawArgs: rest });
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  process.stderr.write(`weir: ${messageOf(thrown)}\n`);
  process.exitCode = thrown instanceof AppError && thrown.code === 'invalid_input' ? 2 : 1;
}

/** One line for what people can mend; the whole stack for what only we can. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof AppError) return [thrown.message, thrown.fields.nextStep].filter(Boolean).join(' ');
  if (thrown instanceof Error)
    return thrown.name === 'CLIError' ? thrown.message : (thrown.stack ?? thrown.message);
  return String(thrown);
}
